package dev.polder.server.privacy;

import static dev.polder.server.privacy.SealedPort.PATH;
import static dev.polder.server.privacy.SealedPort.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.server.WiredServer;
import dev.polder.server.mesh.MeshFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A port with encrypted columns on a real Kafka and a real PostgreSQL: what lies where, and who reads what. */
class EncryptedPortTest {
    private static final String SECRET = "Zaphod-Beeblebrox-42";
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: marketing.promotions.promotions
            version: 1.0.0
            status: active
            customProperties: [{ property: encryptClassifications, value: restricted }]
            schema:
              - name: promotions
                logicalType: object
                properties:
                  - { name: promotion_id, logicalType: string, required: true, primaryKey: true }
                  - { name: owner, logicalType: string, classification: restricted }
                  - { name: team, logicalType: string, customProperties: [{ property: encrypt, value: deterministic }] }
                  - { name: budget, logicalType: integer, classification: restricted, logicalTypeOptions: { maximum: 1000 } }
                  - { name: views, logicalType: integer }
            """;

    private static final String TAGS = """
            apiVersion: polder.dev/v1
            kind: ProductPolicy
            name: products-say-their-colour
            for: product
            require: "'blue' in product.tags"
            message: "'it is not blue'"
            remedy: Paint it
            """;
    private static final String EXCEPTION = """
            apiVersion: polder.dev/v1
            kind: PolicyException
            policy: mesh/products-say-their-colour
            product: marketing.promotions
            reason: The paint is wet
            approver: cleo
            expires: '2100-01-01'
            """;

    private static SealedPort sealed;

    @BeforeAll
    static void start() {
        sealed = SealedPort.of(CONTRACT);
        sealed.take("""
                [{"promotion_id":"p1","owner":"Zaphod-Beeblebrox-42","team":"heart-of-gold","budget":717,"views":7},
                {"promotion_id":"p2","owner":"Zaphod-Beeblebrox-42","team":"heart-of-gold"},
                {"promotion_id":"p3","team":"magrathea","budget":5,"views":1},
                {"promotion_id":"p4","owner":"Zaphod-Beeblebrox-42","budget":71717}]
                """, 3);
        sealed.take("{\"promotion_id\":\"p5\",\"owner\":\"Zaphod-Beeblebrox-42\",\"budget\":", 0);
        sealed.landed().append(PORT, sealed.records());
    }

    @AfterAll
    static void stop() {
        sealed.close();
    }

    @Test
    void describeSaysWhatIsEncryptedAndWhatPoliciesHaveAgainstAProduct() {
        WiredServer server = sealed.server();
        server.change(MeshFiles.retail()
                .only("domains/marketing")
                .with("domains/marketing/promotions/contracts/promotions.odcs.yaml", CONTRACT)
                .with("policies/tags.yaml", TAGS)
                .with("policies/tags-of-promotions.yaml", EXCEPTION));

        JsonNode fields = server.get(SealedPort.PATH).path("fields");
        assertThat(fields.valueStream()
                        .map(field -> field.path("name").asString() + " "
                                + field.path("encrypted").asString("")))
                .containsExactly("promotion_id ", "owner random", "team deterministic", "budget random", "views ");
        JsonNode product = server.get("/v1/domains/marketing/products/promotions");
        assertThat(product.path("violations").toString())
                .contains(
                        "mesh/products-say-their-colour",
                        "\"enforcement\":\"excepted\"",
                        "2100-01-01T00:00:00Z",
                        "it is not blue");
        assertThat(product.path("exceptions").toString()).contains("The paint is wet", "cleo");
        assertThat(server.get("/v1/status").path("violations").toString()).contains("it is not blue");
    }

    @Test
    void topicAndTableHoldCiphertext() {
        List<GenericRecord> records = sealed.records();

        assertThat(records).hasSize(3);
        assertThat(records)
                .extracting(record -> record.get("promotion_id").toString())
                .contains("p1", "p2", "p3");
        List<String> owners = records.stream()
                .filter(record -> record.get("owner") != null)
                .map(record -> record.get("owner").toString())
                .toList();
        assertThat(owners).hasSize(2).doesNotHaveDuplicates();
        assertThat(records.stream().map(record -> record.get("team").toString()).distinct())
                .hasSize(2);
    }

    @Test
    void whoMayReadReadsValuesOfTheirTypes() {
        assertThat(
                        sealed.rows(
                                "SELECT promotion_id, owner, team, budget, views FROM marketing.promotions.promotions ORDER BY 1"))
                .isEqualTo("[[\"p1\",\"" + SECRET + "\",\"heart-of-gold\",717,7],[\"p2\",\"" + SECRET
                        + "\",\"heart-of-gold\",null,null],[\"p3\",null,\"magrathea\",5,1]]");
        assertThat(
                        sealed.rows(
                                "SELECT sum(budget) FROM marketing.promotions.promotions WHERE owner LIKE 'Zaphod%' OR budget < 10"))
                .isEqualTo("[[722]]");
        assertThat(sealed.rows("SELECT a.team, count(*) FROM marketing.promotions.promotions a JOIN"
                        + " marketing.promotions.promotions_v1 b ON a.team = b.team GROUP BY 1 ORDER BY 1"))
                .isEqualTo("[[\"heart-of-gold\",4],[\"magrathea\",1]]");
    }

    @Test
    void aDeadLetterIsCiphertextAndStillShownAndReplayed() {
        assertThat(sealed.topics().committed(PORT.deadLetterTopic()))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(letter -> assertThat(new String(letter.value(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("Zaphod", "p4", "71717"));

        JsonNode groups = sealed.server().get(PATH + "/dead-letters");
        String range = "";
        for (JsonNode group : groups.path("items")) {
            if (group.path("code").asString().equals("RECORD_RANGE")) {
                range = group.path("sample").asString();
            }
        }
        JsonNode letter = sealed.server().get(PATH + "/dead-letters/" + range);
        assertThat(letter.path("value").asString()).contains(SECRET, "71717");
        assertThat(letter.at("/refusals/0/value").isNull()).isTrue();
    }

    @Test
    void noFileHoldsThePlainValue() throws IOException {
        sealed.server().database().useHandle(handle -> handle.execute("checkpoint"));
        List<Path> holding = new ArrayList<>();
        int looked = 0;
        for (Path root : sealed.directories()) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    looked++;
                    if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("Zaphod")) {
                        holding.add(file);
                    }
                }
            }
        }

        assertThat(looked).isGreaterThan(10);
        assertThat(holding).isEmpty();
        assertThat(database()).as("the dump is a dump").contains("marketing").doesNotContain("Zaphod");
    }

    /** Every row of every table, as text. */
    private static String database() {
        return sealed.server().database().withHandle(handle -> {
            StringBuilder all = new StringBuilder();
            for (String table : handle.createQuery(
                            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
                    .mapTo(String.class)
                    .list()) {
                handle.createQuery("select t::text from " + table + " t")
                        .mapTo(String.class)
                        .forEach(all::append);
            }
            return all.toString();
        });
    }

    @Test
    void aValueThatWasChangedOrMovedIsRefused() {
        List<GenericRecord> records = sealed.records();
        GenericRecord first = records.stream()
                .filter(record -> record.get("promotion_id").toString().equals("p1"))
                .findFirst()
                .orElseThrow();
        String owner = first.get("owner").toString();
        ColumnTrial trial = sealed.trial();

        assertThat(trial.open("owner", owner)).isEqualTo(SECRET);
        for (int i = 0; i < owner.length(); i++) {
            char other = owner.charAt(i) == 'A' ? 'B' : 'A';
            String changed = owner.substring(0, i) + other + owner.substring(i + 1);
            assertThat(trial.open("owner", changed)).as("character " + i).isEqualTo("refused");
        }
        assertThat(trial.open("budget", owner)).isEqualTo("refused");
        assertThat(trial.open("team", owner)).isEqualTo("refused");
        assertThat(trial.open("owner", first.get("team").toString())).isEqualTo("refused");
        assertThat(trial.open("owner", owner.substring(0, 20))).isEqualTo("refused");
        assertThat(trial.open("owner", "")).isEqualTo("refused");
        assertThat(trial.open("owner", "no base64!")).isEqualTo("refused");
        assertThat(new ColumnTrial(
                                sealed.server(),
                                PortId.parse("marketing.promotions.others.v1"),
                                sealed.server().schema(PORT))
                        .open("owner", owner))
                .isEqualTo("refused");
        assertThat(new ColumnTrial(
                                sealed.server(),
                                PortId.parse("sales.promotions.promotions.v1"),
                                sealed.server().schema(PORT))
                        .open("owner", owner))
                .isEqualTo("refused");
    }
}
