package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that talk to a server, with a real one. */
@ExtendWith(SharedPolder.class)
class CommandLineTest {
    private static final String PORT = "tests.measures.readings";

    @TempDir
    private static Path directory;

    private static RunningPolder polder;
    private static Path mesh;

    @BeforeAll
    static void start(RunningPolder shared) throws IOException {
        polder = shared;
        mesh = Files.createDirectories(directory.resolve("mesh"));
        domain(mesh);
        product(mesh, "measures", "readings");
        polder.polder("apply", mesh.toString()).orFail();
    }

    @Test
    void aSecondApplyAndItsPlanChangeNothing() {
        assertThat(polder.polder("plan", mesh.toString()).orFail().out()).startsWith("Nothing to change");
        assertThat(polder.polder("apply", mesh.toString()).orFail().out()).startsWith("Nothing to change");
    }

    @Test
    void everythingThatIsThereIsListedAndDescribed() {
        assertThat(polder.polder("get", "domains").orFail().out()).contains("tests", "testers");
        assertThat(polder.polder("get", "products", "tests").orFail().out()).contains("tests.measures");
        assertThat(polder.polder("get", "ports", "tests.measures").orFail().out())
                .contains(PORT + ".v1", "yes");
        assertThat(polder.polder("get", "contracts", PORT, "-o", "yaml")
                        .orFail()
                        .out())
                .startsWith("apiVersion: v3.1.0\nkind: DataContract\n");
        assertThat(polder.polder("describe", "tests").orFail().out()).contains("tests.measures");
        assertThat(polder.polder("describe", "tests.measures").orFail().out()).contains(PORT + ".v1");
        assertThat(polder.polder("describe", PORT).orFail().out())
                .contains("tests.measures.readings.v1.dead_letter", "sensor", "Provisioned");
        assertThat(polder.polder("status").orFail().out()).contains("postgres", "kafka", "spark", PORT + ".v1");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Outcome outcome = polder.polder("describe", "tests.measures.nothing");

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err()).startsWith("NOT_FOUND ").contains(" → ");
    }

    @Test
    void aQueryOfSomethingUnknownIsRefusedWithTheNearestName() {
        Outcome outcome = polder.polder("query", "SELECT * FROM tests.measures.reading");

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("SQL_UNKNOWN_NAME ").contains("tests.measures.readings");
    }

    @Test
    void aResultIsATableWithAFooterBesideIt() {
        Outcome outcome = polder.polder("query", "SELECT 1 AS n, NULL AS nothing, 'x' AS text")
                .orFail();

        assertThat(outcome.out()).isEqualTo("n  nothing  text\n1  NULL     x\n");
        assertThat(outcome.err()).startsWith("1 row in ");
    }

    @Test
    void aWrongTokenIsSaidToBeWrong() throws IOException {
        Path token = Files.writeString(directory.resolve("wrong.token"), "wrong");

        Outcome outcome = polder.polder("status", "--token-file", token.toString());

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err()).startsWith("UNAUTHENTICATED ");
    }

    @Test
    void anIngestThatIsKilledGoesOnAndEveryRecordArrivesOnce() throws Exception {
        int records = 30_000;
        long before = landed(PORT);
        Path file = Files.write(
                directory.resolve("many.ndjson"),
                IntStream.range(0, records).mapToObj(CommandLineTest::reading).toList());
        List<String> ingest = List.of("ingest", PORT, file.toString(), "--batch", "20KB");

        Process killed = polder.start(ingest.toArray(String[]::new));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> confirmed(file) > 0);
        killed.destroyForcibly();
        assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Outcome outcome = polder.polder(ingest.toArray(String[]::new)).orFail();

        assertThat(outcome.out()).contains("30,000 records, 30,000 accepted, 0 refused");
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> landed(PORT) >= before + records);
        assertThat(landed(PORT)).isEqualTo(before + records);
        assertThat(polder.polder(
                                "query",
                                "SELECT count(*), count(DISTINCT sensor) FROM tests.measures.readings WHERE sensor LIKE 's%'",
                                "-o",
                                "csv")
                        .orFail()
                        .out()
                        .lines()
                        .skip(1))
                .containsExactly("30000,30000");
        assertThat(polder.polder(ingest.toArray(String[]::new)).orFail().out()).contains("has been sent already");
    }

    @Test
    void everyFormatGivesTheSameCountsAndRefusalsAreNumberedInTheFile() throws IOException {
        Path csv = write(
                directory.resolve("some.csv"),
                "\ufeffsensor,celsius,note\r\na,1.5,\"two\r\nlines\"\r\nb,x,\r\nc,3,\r\n");
        Path array = write(
                directory.resolve("some.json"),
                "[{\"sensor\":\"a\",\"celsius\":1.5,\n\"note\":null}, {\"sensor\":\"b\",\"celsius\":\"x\"}, {\"sensor\":\"c\",\"celsius\":3}]");

        for (Path file : List.of(csv, array)) {
            Outcome outcome = polder.polder("ingest", PORT, file.toString(), "--batch", "1");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out()).contains("3 records, 2 accepted, 1 refused");
            assertThat(outcome.err())
                    .contains("record 2 $.celsius RECORD_TYPE", "tests.measures.readings.v1.dead_letter");
        }
    }

    @Test
    void deletingAsksFirstAndShowsWhatGoes() throws IOException {
        Path spare = Files.createDirectories(directory.resolve("spare"));
        domain(spare);
        product(spare, "spare", "parts");
        polder.polder("apply", spare.toString()).orFail();

        Outcome asked = polder.polder("delete", "tests.spare");
        assertThat(asked.status()).isEqualTo(2);
        assertThat(asked.err()).contains("--yes");

        Outcome dry =
                polder.polder("delete", "product", "tests.spare", "--dry-run").orFail();
        assertThat(dry.out()).contains("- product", "tests.spare.parts.v1");
        assertThat(polder.polder("get", "products").orFail().out()).contains("tests.spare");

        polder.polder("delete", "tests.spare", "--yes").orFail();
        assertThat(polder.polder("get", "products").orFail().out()).doesNotContain("tests.spare");
    }

    private static long landed(String port) {
        JsonNode ports = JsonMapper.shared()
                .readTree(polder.polder("get", "ports", port, "-o", "json")
                        .orFail()
                        .out());
        return ports.path(0).path("landed").asLong(0);
    }

    /** Records that the progress file says were confirmed. */
    private static long confirmed(Path file) throws IOException {
        Path directory = polder.data().resolve("ingest");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(".json"))
                    .map(path -> JsonMapper.shared().readTree(path.toFile()))
                    .filter(progress -> progress.path("file")
                            .asString()
                            .endsWith(file.getFileName().toString()))
                    .mapToLong(progress -> progress.path("accepted").asLong())
                    .sum();
        }
    }

    private static String reading(int number) {
        return "{\"sensor\":\"s" + number + "\",\"celsius\":" + number % 40 + ".25}";
    }

    private static void domain(Path mesh) {
        write(mesh.resolve("domain.yaml"), """
                apiVersion: polder.dev/v1
                kind: Domain
                name: tests
                title: Tests
                owner: testers
                """);
    }

    private static void product(Path mesh, String product, String port) {
        Path folder = mesh.resolve(product);
        write(folder.resolve("product.odps.yaml"), """
                apiVersion: v1.0.0
                kind: DataProduct
                id: tests.%1$s
                name: %1$s
                version: 1.0.0
                status: active
                domain: tests
                outputPorts:
                  - name: %2$s
                    version: 1.0.0
                    contractId: tests.%1$s.%2$s
                """.formatted(product, port));
        write(folder.resolve("pipeline.yaml"), """
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: files, into: %s, http: {} }
                """.formatted(port));
        write(folder.resolve("contracts").resolve(port + ".odcs.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: tests.%1$s.%2$s
                name: %2$s
                version: 1.0.0
                status: active
                domain: tests
                dataProduct: %1$s
                schema:
                  - name: %2$s
                    logicalType: object
                    properties:
                      - { name: sensor, logicalType: string, required: true }
                      - { name: celsius, logicalType: number, required: true }
                      - { name: note, logicalType: string }
                """.formatted(product, port));
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
