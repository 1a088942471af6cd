package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Encrypted columns the whole way: through the gate, Kafka and Spark into the table, and then somebody is forgotten. */
@ExtendWith(SharedPolder.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EncryptedColumnsTest {
    private static final String PORT = "crm.customers.customers";
    private static final int ROWS = 60;
    private static final int FORGOTTEN = 7;
    /** In every value of an encrypted column that is text. */
    private static final String SECRET = "Beeblebrox";
    /** In every value of a column that is not encrypted. */
    private static final String PLAIN = "plain-marker";

    @TempDir
    private static Path directory;

    private static RunningPolder polder;

    @BeforeAll
    static void bringRecords(RunningPolder running) throws IOException {
        polder = running;
        write("domain.yaml", """
                apiVersion: polder.dev/v1
                kind: Domain
                name: crm
                """);
        write("customers/product.odps.yaml", """
                apiVersion: v1.0.0
                kind: DataProduct
                id: customers
                name: customers
                domain: crm
                status: active
                outputPorts:
                  - { name: customers, version: 1.0.0, contractId: customers }
                """);
        write("customers/pipeline.yaml", """
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: shop, into: customers, http: {} }
                """);
        write("customers/contracts/customers.odcs.yaml", """
                apiVersion: v3.1.0
                kind: DataContract
                id: customers
                version: 1.0.0
                status: active
                schema:
                  - name: customers
                    customProperties: [{ property: subject, value: customer }]
                    properties:
                      - { name: row_id, logicalType: integer, required: true, primaryKey: true }
                      - { name: customer, logicalType: string, required: true, customProperties: [{ property: encrypt, value: deterministic }] }
                      - { name: mail, logicalType: string, customProperties: [{ property: encrypt, value: random }] }
                      - { name: born, logicalType: date, customProperties: [{ property: encrypt, value: random }] }
                      - { name: label, logicalType: string }
                      - { name: visits, logicalType: integer, logicalTypeOptions: { maximum: 1000 } }
                """);
        polder.polder("apply", directory.resolve("crm").toString()).orFail();
        // Two of too many visits, and one in each body that does not say whom it is about.
        ingest(0, ROWS / 2, List.of(record(501, FORGOTTEN, 5000), record(502, 8, 5000), cutOff(9)));
        awaitRows(ROWS / 2);
        ingest(ROWS / 2, ROWS, List.of(cutOff(FORGOTTEN)));
        awaitRows(ROWS);
    }

    private static void write(String file, String text) throws IOException {
        Path path = directory.resolve("crm").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static void ingest(int from, int to, List<String> refused) throws IOException {
        List<String> lines = new ArrayList<>(refused);
        IntStream.range(from, to).mapToObj(i -> record(i, i, 1)).forEach(lines::add);
        Path file = Files.write(directory.resolve("records.ndjson"), lines);
        assertThat(polder.polder("ingest", PORT, file.toString()).out())
                .contains((to - from) + " accepted, " + refused.size() + " refused");
    }

    private static String record(int row, int customer, int visits) {
        return "{\"row_id\":" + row + ",\"customer\":\"" + customer(customer) + "\",\"mail\":\"" + mail(customer)
                + "\",\"born\":\"" + born(customer) + "\",\"label\":\"" + PLAIN + "-" + row + "\",\"visits\":" + visits
                + "}";
    }

    private static String cutOff(int customer) {
        String whole = record(900, customer, 1);
        return whole.substring(0, whole.indexOf(",\"label"));
    }

    private static String customer(int number) {
        return "Zaphod-" + SECRET + "-" + number;
    }

    private static String mail(int number) {
        return SECRET + "." + number + "@example.org";
    }

    private static String born(int number) {
        return "19" + (10 + number) + "-02-03";
    }

    /** What a query of all rows gives when nobody, or one, was forgotten. */
    private static List<String> expected(int forgotten) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> i == forgotten
                        ? i + ",,,," + PLAIN + "-" + i
                        : i + "," + customer(i) + "," + mail(i) + "," + born(i) + "," + PLAIN + "-" + i)
                .toList();
    }

    private static List<String> query(String sql) {
        return polder.polder("query", sql, "-o", "csv")
                .orFail()
                .out()
                .lines()
                .skip(1)
                .toList();
    }

    private static List<String> allRows() {
        return query("SELECT row_id, customer, mail, born, label FROM crm.customers.customers ORDER BY row_id");
    }

    private static void awaitRows(int count) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() ->
                        query("SELECT count(*) FROM crm.customers.customers").equals(List.of(Integer.toString(count))));
    }

    @Test
    @Order(1)
    void whatSparkLandedIsReadDecryptedByGovernedSql() {
        assertThat(allRows()).isEqualTo(expected(-1));
        assertThat(query("SELECT count(*) FROM crm.customers.customers a JOIN crm.customers.customers b"
                        + " ON a.customer = b.customer AND a.born = b.born WHERE a.mail LIKE '%@example.org'"))
                .containsExactly(Integer.toString(ROWS));
    }

    @Test
    @Order(2)
    void noFileOfKafkaSparkTheWarehouseOrTheDatabaseHoldsAPlainValue() throws IOException {
        assertThat(filesWith(SECRET)).isEmpty();

        List<String> plain = filesWith(PLAIN);
        assertThat(plain).as("the same search finds what is not encrypted").anyMatch(file -> file.endsWith(".parquet"));
        assertThat(plain).anyMatch(file -> file.contains("crm.customers.customers.v1-") && file.endsWith(".log"));
        assertThat(KafkaTopics.values(polder, "crm.customers.customers.v1"))
                .hasSize(ROWS)
                .allSatisfy(record -> assertThat(text(record)).contains(PLAIN).doesNotContain(SECRET));
        assertThat(KafkaTopics.values(polder, "crm.customers.customers.v1.dead_letter"))
                .hasSize(4)
                .allSatisfy(letter -> assertThat(text(letter)).doesNotContain(SECRET, PLAIN));
    }

    private static String text(ConsumerRecord<byte[], byte[]> message) {
        String headers = Stream.of(message.headers().toArray())
                .map(header -> new String(header.value(), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining("\n"));
        return new String(message.value(), StandardCharsets.ISO_8859_1) + "\n" + headers;
    }

    /** Everything that the parts keep: topics, tables, checkpoints, the database, logs. */
    private static List<String> filesWith(String text) throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> files = Files.walk(polder.data())) {
            all = files.filter(Files::isRegularFile).toList();
        }
        for (Path file : all) {
            try {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(polder.data().relativize(file).toString());
                }
            } catch (NoSuchFileException goneMeanwhile) {
                // Nothing is in it any more.
            }
        }
        return found;
    }

    @Test
    @Order(3)
    void whoIsUnknownIsNotForgotten() {
        Outcome outcome = polder.polder("forget", PORT, "--subject", "Trillian-" + SECRET);

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("SUBJECT_UNKNOWN", "nothing was changed")
                .doesNotContain(SECRET);
        assertThat(allRows()).isEqualTo(expected(-1));
    }

    @Test
    @Order(4)
    void whoIsForgottenIsNullInEverySnapshotAndEverybodyElseIsThere() throws IOException {
        Path subject = Files.writeString(directory.resolve("subject"), customer(FORGOTTEN) + "\n");
        Path report = directory.resolve("proof.json");

        Outcome outcome = polder.polder(
                        "forget", PORT, "--subject-file", subject.toString(), "--report", report.toString())
                .orFail();

        assertThat(outcome.out()).contains("nothing of the subject can be read");
        assertThat(outcome.err()).contains("Dead letters that do not say whom they are about: 1.");
        JsonNode proof = JsonMapper.shared().readTree(Files.readString(report));
        assertThat(proof.toString()).doesNotContain(SECRET);
        assertThat(tried(proof, "topic")).isEqualTo("1/3/0 others " + (ROWS - 1) + "/177/177");
        assertThat(tried(proof, "table")).isEqualTo("1/3/0 others " + (ROWS - 1) + "/177/177");
        assertThat(tried(proof, "dead-letters")).isEqualTo("2/2/0 others 2/2/2");
        assertThat(allRows()).isEqualTo(expected(FORGOTTEN));
        assertThat(filesWith(SECRET)).isEmpty();
    }

    private static String tried(JsonNode proof, String place) {
        for (JsonNode each : proof.path("places")) {
            if (each.path("place").asString().equals(place)) {
                return counts(each.path("subject")) + " others " + counts(each.path("others"));
            }
        }
        return "none";
    }

    private static String counts(JsonNode tried) {
        return tried.path("records") + "/" + tried.path("values") + "/" + tried.path("readable");
    }
}
