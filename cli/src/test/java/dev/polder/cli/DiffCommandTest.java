package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffCommandTest {
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: sales.orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                properties:
                  - name: id
                    logicalType: string
                    required: true
                  - name: amount
                    logicalType: number
                    physicalType: DECIMAL(9,2)
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path old;

    @BeforeEach
    void write() throws IOException {
        old = Files.writeString(directory.resolve("old.yaml"), CONTRACT);
    }

    @Test
    void nothingDiffersFromItself() {
        assertThat(polder("diff", old.toString(), old.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).isEqualTo("sales.orders 1.0.0 → 1.0.0: no differences\n");
    }

    @Test
    void aChangeIsOneLineWithItsPlaceAndWhatItMeans() throws IOException {
        Path now = now(CONTRACT.replace("1.0.0", "1.0.1").replace("(9,2)", "(12,2)"));

        assertThat(polder("diff", old.toString(), now.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).isEqualTo(now + """
                :14:23 PRECISION_RAISED compatible: orders.amount: the type was decimal(9, 2) and is decimal(12, 2) → Readers and writers go on.
                sales.orders 1.0.0 → 1.0.1: 1 change, compatible; it needs version 1.1.0, but is 1.0.1
                """);
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // what breaks | --fail-on | exit code
        "writers, breaking, 1",
        "writers, writers, 1",
        "writers, readers, 0",
        "writers, nothing, 0",
        "writers, version, 1",
        "readers, breaking, 1",
        "readers, READERS, 1",
        "readers, writers, 0",
        "nobody, breaking, 0",
        "nobody, version, 0"
    })
    void theUserSaysWhichChangesCount(String broken, String failOn, int code) throws IOException {
        String text = switch (broken) {
            case "writers" -> CONTRACT.replace("(9,2)", "(9,2)\n        logicalTypeOptions: {minimum: 0}");
            case "readers" -> CONTRACT.replace("        required: true\n", "");
            default -> CONTRACT.replace("1.0.0", "1.0.1") + "tenant: x\n";
        };
        Path now = now(text);

        assertThat(polder("diff", "--fail-on", failOn, old.toString(), now.toString()))
                .isEqualTo(code);
    }

    @Test
    void programsReadJson() throws IOException {
        Path now = now(CONTRACT.replace("logicalType: string", "logicalType: integer"));

        assertThat(polder("diff", "-o", "json", old.toString(), now.toString())).isEqualTo(ExitCode.FINDINGS);

        Json answer = Json.parse(printed());
        assertThat(answer.isTrue("breaksReaders")).isTrue();
        assertThat(answer.isTrue("versionsAreEnough")).isFalse();
        Json contract = answer.at("contracts").items().get(0);
        assertThat(contract.text("needs")).contains("major");
        assertThat(contract.text("neededVersion")).contains("2.0.0");
        Json change = contract.at("changes").items().get(0);
        assertThat(change.text("code")).contains("TYPE_CHANGED");
        assertThat(change.text("path")).contains("id");
        assertThat(change.text("readers")).contains("breaking");
        assertThat(change.number("line")).isEqualTo(10);
    }

    @Test
    void tablesAndYamlAndCsvSayTheSame() throws IOException {
        Path now = now(CONTRACT + "tenant: x\n");

        assertThat(polder("diff", "-o", "yaml", old.toString(), now.toString())).isEqualTo(ExitCode.OK);
        assertThat(polder("diff", "-o", "csv", old.toString(), now.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed())
                .contains("code: DETAIL_CHANGED")
                .contains("15,9,DETAIL_CHANGED,cosmetic,cosmetic,sales.orders,,,tenant,tenant added,");
    }

    @Test
    void directoriesArePairedById() throws IOException {
        Path before = Files.createDirectories(directory.resolve("before/contracts"));
        Path after = Files.createDirectories(directory.resolve("after"));
        Files.writeString(before.resolve("orders.odcs.yaml"), CONTRACT);
        Files.writeString(before.resolve("gone.odcs.yaml"), CONTRACT.replace("sales.orders", "sales.gone"));
        Files.writeString(before.resolve("readme.yaml"), "hello: there\n");
        Files.writeString(after.resolve("elsewhere.odcs.yaml"), CONTRACT.replace("status: active", "status: draft"));
        Files.writeString(after.resolve("major.odcs.yaml"), CONTRACT.replace("1.0.0", "2.0.0"));

        assertThat(polder("diff", directory.resolve("before").toString(), after.toString()))
                .isEqualTo(ExitCode.FINDINGS);

        assertThat(printed())
                .contains(
                        after.resolve("elsewhere.odcs.yaml") + ":5:9 STATUS_CHANGED cosmetic",
                        after.resolve("major.odcs.yaml")
                                + ":1:1 CONTRACT_ADDED compatible: the contract sales.orders 2.0.0 is new",
                        after
                                + ":1:1 CONTRACT_REMOVED breaks writers and readers: the contract sales.gone 1.0.0 was removed");
    }

    @Test
    void aProductStandsForItsDirectory() throws IOException {
        Path product = Files.createDirectories(directory.resolve("product/contracts"));
        Files.writeString(product.resolve("orders.odcs.yaml"), CONTRACT);
        Path document = Files.writeString(
                directory.resolve("product/product.odps.yaml"), "apiVersion: v1.0.0\nkind: DataProduct\nid: x\n");

        assertThat(polder("diff", old.toString(), document.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).contains("no differences");
    }

    @Test
    void oneSideMayBeStandardInput() {
        assertThat(polder(CONTRACT + "tenant: x\n", new String[] {"diff", old.toString(), "-"}))
                .isEqualTo(ExitCode.OK);

        assertThat(printed()).startsWith("-:15:9 DETAIL_CHANGED cosmetic: tenant added");
    }

    @Test
    void whatCannotBeComparedIsNoBreakingChange() throws IOException {
        Path broken = now("kind: [\n");

        assertThat(polder("diff", old.toString(), broken.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(polder("diff", old.toString(), directory.resolve("none").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(polder("diff", old.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(polder("diff", "-", "-")).isEqualTo(ExitCode.USAGE);

        assertThat(problems()).contains("now.yaml:", "YAML_SYNTAX", "cannot be compared", "none does not exist");
        assertThat(printed()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerChangesNoVerdict() throws IOException {
        Path now = now(CONTRACT.replace("(9,2)", "(7,2)"));
        assertThat(polder("diff", old.toString(), now.toString())).isEqualTo(ExitCode.FINDINGS);
        String alone = printed();
        out.reset();

        assertThat(polder("diff", "--server", "http://127.0.0.1:9", old.toString(), now.toString()))
                .isEqualTo(ExitCode.FINDINGS);

        assertThat(printed()).isEqualTo(alone);
        assertThat(problems()).contains("UNAVAILABLE (warning) who reads what breaks is not known: ");
    }

    private Path now(String text) throws IOException {
        return Files.writeString(directory.resolve("now.yaml"), text);
    }

    private int polder(String... args) {
        return polder("", args);
    }

    private int polder(String input, String[] args) {
        Terminal terminal = Terminal.to(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err);
        return PolderMain.run(new Session(terminal, Map.of()), args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String problems() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
