package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.name.PortId;
import dev.polder.gate.FieldCipher;
import dev.polder.gate.SealedText;
import dev.polder.gate.seal.GcmKey;
import dev.polder.query.SealedColumn;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a column opens where it was written, reads as nothing when its subject was forgotten, and is refused otherwise. */
class ColumnOpenerTest {
    private static final PortId PORT = PortId.parse("sales.crm.customers.v1");
    private static final String SUBJECT = "  customProperties: [{ property: subject, value: customer }]\n";
    private static final String PLAIN = "    - { name: customer, logicalType: string, required: true }\n";
    private static final String SEALED = "    - { name: customer, logicalType: string, required: true,"
            + " customProperties: [{ property: encrypt, value: deterministic }] }\n";
    private static final String OBJECT = "- name: customers\n  logicalType: object\n";
    private static final String OTHERS = """
                - { name: mail, logicalType: string, customProperties: [{ property: encrypt, value: random }] }
                - { name: phone, logicalType: string, customProperties: [{ property: encrypt, value: random }] }
                - { name: city, logicalType: string, customProperties: [{ property: encrypt, value: deterministic }] }
            """;
    private static final String PLAIN_SUBJECT = OBJECT + SUBJECT + "  properties:\n" + PLAIN + OTHERS;
    private static final String SEALED_SUBJECT = OBJECT + SUBJECT + "  properties:\n" + SEALED + OTHERS;
    private static final String NO_SUBJECT = OBJECT + "  properties:\n" + PLAIN + OTHERS;

    @TempDir
    private Path data;

    private Database database;
    private Privacy privacy;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        privacy = privacy();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Privacy privacy() {
        return new Privacy(PrivacyConfig.in(data), database, Clock.systemUTC());
    }

    private String sealed(PortId port, SchemaObject schema, String subject, String column, String value) {
        FieldCipher.Sealer sealer = privacy.cipher(port, schema).sealer();
        byte[] name = subject.getBytes(StandardCharsets.UTF_8);
        byte[] plain = value.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[plain.length + FieldCipher.OVERHEAD];
        sealer.begin(name, 0, name.length);
        int index = schema.properties().stream()
                .map(property -> property.name())
                .toList()
                .indexOf(column);
        return SealedText.of(Arrays.copyOf(out, sealer.seal(index, plain, 0, plain.length, out, 0)));
    }

    /** A value of the port. */
    private String sealed(SchemaObject schema, String subject, String column, String value) {
        return sealed(PORT, schema, subject, column, value);
    }

    private static String opened(
            Privacy with, PortId port, SchemaObject schema, String column, String text, String row) {
        SealedColumn sealed = with.sealed(port, schema).stream()
                .filter(each -> each.name().equals(column))
                .findFirst()
                .orElseThrow();
        try {
            return sealed.opener().open(text, row).orElse("NULL");
        } catch (SealedColumn.NotGenuine e) {
            return "it is " + e.getMessage();
        }
    }

    private String opened(SchemaObject schema, String column, String text, String row) {
        return opened(privacy, PORT, schema, column, text, row);
    }

    /** Whatever server has forgotten the subject: this one has its key at hand still. */
    private void forget(SchemaObject schema, String subject) {
        long id = privacy.subjects(
                        PORT.address().domain(), schema.subject().orElseThrow().name())
                .of(SubjectName.copy(subject.getBytes(StandardCharsets.UTF_8), 0, subject.length()))
                .id();
        database.useHandle(handle ->
                handle.execute("update privacy_subject_key set wrapped = null, forgotten_at = now() where id = ?", id));
    }

    private static String changed(String text, int length, byte... behind) {
        byte[] bytes = SealedText.read(text).orElseThrow();
        byte[] other = Arrays.copyOf(bytes, length + behind.length);
        System.arraycopy(behind, 0, other, length, behind.length);
        return SealedText.of(other);
    }

    private static SchemaObject schema(String yaml) {
        String source = "apiVersion: v3.1.0\nkind: DataContract\nid: t\nversion: 1.0.0\nstatus: active\nschema:\n"
                + yaml.indent(2);
        return ContractParser.parse(
                        YamlReader.read("t.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN_SUBJECT, NO_SUBJECT})
    void aValueOpensInItsPortAndColumnOnly(String yaml) {
        SchemaObject schema = schema(yaml);
        String mail = sealed(schema, "ana", "mail", "ana@example.org");

        assertThat(opened(schema, "mail", mail, "ana")).isEqualTo("ana@example.org");
        assertThat(opened(schema, "phone", mail, "ana")).startsWith("it is changed");
        assertThat(opened(schema, "city", mail, "ana")).startsWith("it is changed");
        assertThat(opened(privacy, PortId.parse("sales.crm.customers.v2"), schema, "mail", mail, "ana"))
                .startsWith("it is changed");
        assertThat(opened(privacy, PortId.parse("sales.crm.clients.v1"), schema, "mail", mail, "ana"))
                .startsWith("it is changed");
        assertThat(opened(privacy, PortId.parse("sales.web.customers.v1"), schema, "mail", mail, "ana"))
                .startsWith("it is changed");
        assertThat(opened(privacy, PortId.parse("retail.crm.customers.v1"), schema, "mail", mail, "ana"))
                .startsWith("it is ");
    }

    @Test
    void aValueThatIsComparedIsTheSameInEveryPortOfItsDomainAndForItsSubject() {
        SchemaObject schema = schema(PLAIN_SUBJECT);
        PortId other = PortId.parse("sales.web.visitors.v1");
        PortId elsewhere = PortId.parse("retail.crm.customers.v1");
        String city = sealed(schema, "ana", "city", "Delft");

        assertThat(sealed(other, schema, "ana", "city", "Delft")).isEqualTo(city);
        assertThat(opened(privacy, other, schema, "city", city, "ana")).isEqualTo("Delft");
        assertThat(sealed(schema, "bob", "city", "Delft")).isNotEqualTo(city);
        assertThat(opened(schema, "city", city, "bob")).isEqualTo("it is of another subject than its row");
        assertThat(sealed(elsewhere, schema, "ana", "city", "Delft")).isNotEqualTo(city);
        SchemaObject all = schema(NO_SUBJECT);
        assertThat(sealed(all, "", "city", "Delft")).isEqualTo(sealed(other, all, "", "city", "Delft"));
        assertThat(sealed(all, "", "city", "Delft")).isNotEqualTo(sealed(elsewhere, all, "", "city", "Delft"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN_SUBJECT, SEALED_SUBJECT})
    void whoeverIsForgottenReadsAsNothingInRowsOfTheirOwnOnly(String yaml) {
        SchemaObject schema = schema(yaml);
        boolean plain = yaml.equals(PLAIN_SUBJECT);
        String ana = plain ? "ana" : sealed(schema, "ana", "customer", "ana");
        String bob = plain ? "bob" : sealed(schema, "bob", "customer", "bob");
        String mail = sealed(schema, "ana", "mail", "ana@example.org");
        sealed(schema, "bob", "mail", "bob@example.org");
        forget(schema, "ana");
        Privacy afresh = privacy();

        assertThat(opened(afresh, PORT, schema, "mail", mail, ana)).isEqualTo("NULL");
        assertThat(opened(afresh, PORT, schema, "mail", mail, bob)).isEqualTo("it is of another subject than its row");
        assertThat(opened(afresh, PORT, schema, "mail", mail, null)).isEqualTo("it is in a row without a subject");
        assertThat(opened(afresh, PORT, schema, "mail", changed(mail, 20), ana)).isEqualTo("it is cut off");
        assertThat(opened(afresh, PORT, schema, "mail", changed(mail, 9), ana)).isEqualTo("it is cut off");
        assertThat(opened(afresh, PORT, schema, "mail", changed(mail, 8), ana))
                .isEqualTo("it is not of a subject's key");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN_SUBJECT, SEALED_SUBJECT})
    void whatStandsForNobodyIsGenuineOnlyWhereItsSubjectWasForgotten(String yaml) {
        SchemaObject schema = schema(yaml);
        boolean plain = yaml.equals(PLAIN_SUBJECT);
        String bob = plain ? "bob" : sealed(schema, "bob", "customer", "bob");
        String bobs = sealed(schema, "bob", "mail", "bob@example.org");
        sealed(schema, "ana", "mail", "ana@example.org");
        forget(schema, "ana");
        Privacy late = privacy();
        FieldCipher.Sealer sealer = late.cipher(PORT, schema).sealer();
        byte[] out = new byte[100];
        sealer.begin("ana".getBytes(StandardCharsets.UTF_8), 0, 3);
        String nobody = SealedText.of(Arrays.copyOf(out, sealer.seal(1, out, 0, 0, out, 0)));
        String ana = plain ? "ana" : nobody;

        assertThat(nobody)
                .isEqualTo(
                        Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0}));
        assertThat(opened(late, PORT, schema, "mail", nobody, ana)).isEqualTo("NULL");
        // A server that has not heard of it asks.
        assertThat(opened(schema, "mail", nobody, ana)).isEqualTo("NULL");
        assertThat(opened(late, PORT, schema, "mail", nobody, bob))
                .isEqualTo("it is empty in a row whose subject was not forgotten");
        assertThat(opened(late, PORT, schema, "mail", nobody, null)).isEqualTo("it is in a row without a subject");
        assertThat(opened(late, PORT, schema, "mail", changed(nobody, 9, (byte) 0), ana))
                .isEqualTo("it is of no subject and longer than such a one");
        byte[] emptied = SealedText.read(bobs).orElseThrow();
        Arrays.fill(emptied, 1, 9, (byte) 0);
        assertThat(opened(late, PORT, schema, "mail", SealedText.of(emptied), bob))
                .isEqualTo("it is of no subject and longer than such a one");
        assertThat(opened(late, PORT, schema, "mail", bobs, bob)).isEqualTo("bob@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN_SUBJECT, NO_SUBJECT})
    void aChangeOfAnyByteAndEveryCutIsRefused(String yaml) {
        SchemaObject schema = schema(yaml);
        for (String column : new String[] {"mail", "city"}) {
            byte[] genuine =
                    SealedText.read(sealed(schema, "ana", column, "value")).orElseThrow();
            for (int i = 0; i < genuine.length; i++) {
                byte[] changed = genuine.clone();
                changed[i] ^= (byte) (1 << i % 8);
                assertThat(opened(schema, column, SealedText.of(changed), "ana"))
                        .as(column + ", byte " + i)
                        .startsWith("it is ");
            }
            for (int length = 0; length < genuine.length; length++) {
                assertThat(opened(schema, column, SealedText.of(Arrays.copyOf(genuine, length)), "ana"))
                        .as(column + " of " + length)
                        .startsWith("it is ");
            }
        }
    }

    @Test
    void theProgramIsStartedWithWhatLetsItEncryptManyValuesTogether() throws IOException {
        Path options = Path.of(System.getProperty("polder.root"), "server/src/main/dist/server.jvm.options");

        assertThat(Files.readAllLines(options)).contains("--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED");
        assertThat(GcmKey.isBatched()).as("these tests are started so, too").isTrue();
    }
}
