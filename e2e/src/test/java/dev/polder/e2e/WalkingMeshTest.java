package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole way with the real parts: {@code polder demo} on an empty data directory, and then what its users do next. In
 * order, because starting is what takes the time.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WalkingMeshTest {
    private static final String CUSTOMER_360 = "customers.customer-360.customer-360";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @TempDir
    static Path directory;

    private static RunningPolder polder;
    private static RunningPolder.Outcome demo;

    @BeforeAll
    static void runTheDemo() {
        polder = RunningPolder.in(directory.resolve("data"));
        demo = polder.polder("demo", "--port", Integer.toString(polder.port())).orFail();
        System.out.println(demo.err());
        System.out.println(demo.out());
        System.out.println("All parts together after the demo: " + polder.residentMegabytes() + " MB resident");
    }

    @AfterAll
    static void stop() {
        if (polder != null) {
            polder.close();
        }
    }

    @Test
    @Order(1)
    void theDemoShowsTheCustomer360AndWhereTheUiIs() {
        assertThat(demo.out()).contains("lifetime_value", "champion");
        assertThat(demo.err()).contains("$ polder apply", polder.address().toString());
        assertThat(demo.out() + demo.err())
                .doesNotContain(polder.token("admin"))
                .doesNotContain("Exception");
    }

    @Test
    @Order(2)
    void theCustomer360EqualsAnIndependentComputation() throws IOException {
        Map<String, Map<String, Object>> expected = CustomerOracle.rows(demoFiles());

        Map<String, Map<String, Object>> actual = rows("SELECT * FROM customers.customer_360.customer_360").stream()
                .collect(Collectors.toMap(row -> (String) row.get("customer_id"), row -> row));

        assertThat(actual.keySet()).isEqualTo(expected.keySet()).hasSizeGreaterThan(900);
        expected.forEach((id, row) -> assertThat(actual.get(id)).as(id).isEqualTo(row));
    }

    @Test
    @Order(3)
    void exactlyTheBrokenRecordsAreDeadLettersAndAllOthersAreInTheTables() throws IOException {
        Map<String, Long> made = new TreeMap<>();
        Map<String, Long> broken = new TreeMap<>();
        for (JsonNode file : JSON.readTree(Files.readString(demoFiles().resolve("manifest.json")))
                .path("files")) {
            made.merge(file.path("port").asString(), file.path("records").longValue(), Long::sum);
            broken.merge(file.path("port").asString(), file.path("broken").longValue(), Long::sum);
        }

        made.forEach((port, records) -> {
            assertThat(count(port)).as(port).isEqualTo(records - broken.get(port));
            assertThat(KafkaTopics.records(polder, port.replace('-', '_') + ".v1.dead_letter"))
                    .as(port + " dead letters")
                    .isEqualTo(broken.get(port));
        });
    }

    @Test
    @Order(4)
    void aSecondApplyChangesNothing() {
        RunningPolder.Outcome again =
                polder.polder("plan", examples().toString(), "-o", "json").orFail();

        JsonNode changes = JSON.readTree(again.out()).path("changes");
        assertThat(changes.isArray()).isTrue();
        changes.forEach(change -> assertThat(change.path("action").asString()).isEqualTo("none"));
    }

    @Test
    @Order(5)
    void aBreakingChangeIsRefusedWithItsPlaceAndNothingChanges() throws IOException {
        Path mesh = copyOfTheExample("breaking");
        Path contract = mesh.resolve("domains/sales/orders/contracts/order-lines.odcs.yaml");
        edit(contract, "format: i32, minimum: 1, maximum: 10000", "format: i32");
        edit(
                contract,
                "      - name: quantity\n        logicalType: integer",
                "      - name: quantity\n        logicalType: string");
        edit(contract, "        logicalTypeOptions: { format: i32 }\n", "");

        RunningPolder.Outcome outcome = polder.polder("apply", mesh.toString(), "--yes");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("CONTRACT_BREAKING", "quantity", "order-lines.odcs.yaml:", "2.0.0")
                .doesNotContain("Exception");
        assertThat(rows("SELECT sum(quantity) AS total FROM sales.orders.order_lines"))
                .hasSize(1);
    }

    @Test
    @Order(6)
    void aNewOptionalColumnAppearsInPlaceAndOldRowsHaveNull() throws IOException {
        Path mesh = copyOfTheExample("evolved");
        Path contract = mesh.resolve("domains/marketing/promotions/contracts/promotions.odcs.yaml");
        edit(contract, "version: 1.0.0", "version: 1.1.0");
        edit(
                contract,
                "      - name: media\n",
                "      - name: budget\n        logicalType: number\n        physicalType: DECIMAL(15,2)\n      - name: media\n");
        polder.polder("apply", mesh.toString(), "--yes").orFail();

        Path record = directory.resolve("promotion.ndjson");
        Files.writeString(
                record,
                "{\"promotion_id\":\"AAAAAAAAPPPPPPPP\",\"name\":\"new\",\"budget\":12.50,\"media\":[\"web\"]}\n");
        polder.polder("ingest", "marketing.promotions.promotions", record.toString())
                .orFail();

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                rows("SELECT name, budget FROM marketing.promotions.promotions ORDER BY budget"))
                        .hasSize(4)
                        .contains(row("name", "new", "budget", new BigDecimal("12.50")))
                        .contains(row("name", "ought", "budget", null)));
    }

    @Test
    @Order(7)
    void aFailedRuleLeavesWhatWasPublishedAndIsSeenInTheStatus() throws IOException {
        long before = count(CUSTOMER_360);
        Path mesh = copyOfTheExample("strict");
        Path contract = mesh.resolve("domains/customers/customer-360/contracts/customer-360.odcs.yaml");
        edit(contract, "version: 1.0.0", "version: 1.1.0");
        edit(contract, "mustBeGreaterThan: 0", "mustBeGreaterThan: 1000000");
        edit(
                mesh.resolve("domains/marketing/promotions/contracts/promotions.odcs.yaml"),
                "version: 1.0.0",
                "version: 1.1.0");
        edit(
                mesh.resolve("domains/marketing/promotions/contracts/promotions.odcs.yaml"),
                "      - name: media\n",
                "      - name: budget\n        logicalType: number\n        physicalType: DECIMAL(15,2)\n      - name: media\n");
        polder.polder("apply", mesh.toString(), "--yes").orFail();

        RunningPolder.Outcome run = polder.polder("run", CUSTOMER_360, "--wait");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out() + run.err()).contains("QUALITY_FAILED");
        assertThat(count(CUSTOMER_360)).isEqualTo(before);
        assertThat(polder.polder("status").out()).contains("has-rows");
    }

    @Test
    @Order(8)
    void realDirtyDataIsSplitWithoutLossAndItsTotalIsExact() throws IOException {
        Path file = Path.of(System.getProperty("polder.root")).resolve("../shared/data/online-retail/invoices.csv");
        Assumptions.assumeTrue(Files.exists(file), "the real data is not beside this checkout");
        Path product = Path.of(System.getProperty("polder.root")).resolve("e2e/src/test/resources/wholesale");
        polder.polder("apply", product.toString(), "--yes").orFail();

        JsonNode answer =
                JSON.readTree(polder.polder("ingest", "wholesale.shop.invoices", file.toString(), "-o", "json")
                        .out());

        List<String> lines = Files.readAllLines(file);
        List<String[]> good = lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .filter(cells ->
                        cells[0].matches("C?\\d{6}") && cells[2].matches("\\d{5}") && !cells[5].startsWith("-"))
                .toList();
        BigDecimal total = good.stream()
                .map(cells -> new BigDecimal(cells[4]).multiply(new BigDecimal(cells[5])))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        long accepted = good.size();
        assertThat(answer.findValue("accepted").longValue()).isEqualTo(accepted).isGreaterThan(20_000);
        assertThat(answer.findValue("refused").longValue()).isEqualTo(lines.size() - 1 - accepted);
        awaitCount("wholesale.shop.invoices", accepted);
        assertThat(rows("SELECT sum(\"Quantity\" * \"UnitPrice\") AS total FROM wholesale.shop.invoices")
                        .get(0)
                        .get("total"))
                .isInstanceOfSatisfying(BigDecimal.class, sum -> assertThat(sum).isEqualByComparingTo(total));
    }

    @Test
    @Order(9)
    void killingSparkAndTheBrokerWhileRecordsComeInLosesAndDoublesNothing() throws Exception {
        Path product = hello();
        polder.polder("apply", product.toString(), "--yes").orFail();
        int batches = 30;
        int perBatch = 200;
        for (int batch = 0; batch < batches; batch++) {
            if (batch == 10) {
                kill("spark");
            }
            if (batch == 20) {
                kill("kafka");
            }
            Path file = directory.resolve("hello-" + batch + ".ndjson");
            StringBuilder records = new StringBuilder();
            for (int i = 0; i < perBatch; i++) {
                records.append("{\"id\":").append(batch * perBatch + i).append("}\n");
            }
            Files.writeString(file, records);
            // A batch that was refused because the broker was away is sent again; the key keeps it from being doubled.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> polder.polder("ingest", "hello.numbers.numbers", file.toString())
                                    .status()
                            == 0);
        }

        awaitCount("hello.numbers.numbers", (long) batches * perBatch);
        assertThat(rows("SELECT count(DISTINCT id) AS ids FROM hello.numbers.numbers"))
                .containsExactly(row("ids", (long) batches * perBatch));
    }

    @Test
    @Order(10)
    void aTopicThatIsDeletedBehindItsBackComesBackAndTakesRecordsAgain() throws Exception {
        long before = count("hello.numbers.numbers");
        try (Admin admin = Admin.create(polder.kafkaClient())) {
            admin.deleteTopics(Set.of("hello.numbers.numbers.v1")).all().get();
        }
        Path file = directory.resolve("after.ndjson");
        Files.writeString(file, "{\"id\":-1}\n");

        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> polder.polder("ingest", "hello.numbers.numbers", file.toString(), "--restart")
                                .status()
                        == 0);

        awaitCount("hello.numbers.numbers", before + 1);
    }

    @Test
    @Order(11)
    void otherEnginesSeeTheTablesThroughTheIcebergCatalog() {
        JsonNode tables = polder.json("GET", "/iceberg/v1/namespaces/sales%1Forders/tables", "");
        JsonNode table = polder.json("GET", "/iceberg/v1/namespaces/sales%1Forders/tables/order_lines_v1", "");

        assertThat(tables.findValuesAsString("name")).contains("order_lines_v1");
        assertThat(table.path("metadata").path("current-snapshot-id").longValue())
                .isPositive();
    }

    @Test
    @Order(12)
    void everythingIsStillThereAfterDownAndUp() {
        long customers = count(CUSTOMER_360);
        long numbers = count("hello.numbers.numbers");

        polder.down().orFail();
        polder.up().orFail();

        assertThat(count(CUSTOMER_360)).isEqualTo(customers);
        assertThat(count("hello.numbers.numbers")).isEqualTo(numbers);
    }

    private static void kill(String part) {
        ProcessHandle.of(polder.pid(part).orElseThrow()).orElseThrow().destroyForcibly();
    }

    private static Path hello() throws IOException {
        Path domain = Files.createDirectories(directory.resolve("hello"));
        Files.writeString(domain.resolve("domain.yaml"), """
                apiVersion: polder.dev/v1
                kind: Domain
                name: hello
                owner: hello-team
                """);
        Path product = Files.createDirectories(domain.resolve("numbers"));
        Files.writeString(product.resolve("product.odps.yaml"), """
                apiVersion: v1.0.0
                kind: DataProduct
                id: hello
                name: numbers
                domain: hello
                status: active
                support:
                  - { channel: "#hello", tool: slack, url: "https://chat.example/hello" }
                outputPorts:
                  - { name: numbers, version: 1.0.0, contractId: hello-numbers }
                """);
        Files.writeString(product.resolve("pipeline.yaml"), """
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: api, into: numbers, http: {} }
                """);
        Files.createDirectories(product.resolve("contracts"));
        Files.writeString(product.resolve("contracts/numbers.odcs.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: hello-numbers
                version: 1.0.0
                status: active
                schema:
                  - name: numbers
                    properties:
                      - { name: id, logicalType: integer, required: true }
                slaProperties:
                  - { property: latency, value: 1, unit: m }
                  - { property: retention, value: 1, unit: y }
                """);
        return domain;
    }

    private static void awaitCount(String port, long expected) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(count(port)).isEqualTo(expected));
    }

    private static long count(String port) {
        return (Long) rows("SELECT count(*) AS n FROM " + port.replace('-', '_'))
                .get(0)
                .get("n");
    }

    /** The rows of a query, columns in order; numbers as long or exact decimal. */
    private static List<Map<String, Object>> rows(String sql) {
        RunningPolder.Outcome outcome =
                polder.polder("query", sql, "-o", "ndjson").orFail();
        List<Map<String, Object>> rows = new ArrayList<>();
        outcome.out().lines().filter(line -> !line.isBlank()).forEach(line -> {
            Map<String, Object> row = new LinkedHashMap<>();
            JSON.readTree(line).properties().forEach(field -> row.put(field.getKey(), value(field.getValue())));
            rows.add(row);
        });
        return rows;
    }

    private static Object value(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isArray()) {
            return node.valueStream().map(WalkingMeshTest::value).toList();
        }
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        return node.isNumber() ? node.decimalValue() : node.asString();
    }

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    private static Path demoFiles() throws IOException {
        try (Stream<Path> made = Files.list(polder.data().resolve("demo"))) {
            return made.findFirst().orElseThrow();
        }
    }

    private static Path examples() {
        return Path.of(System.getProperty("polder.root")).resolve("examples/retail");
    }

    private static Path copyOfTheExample(String name) throws IOException {
        Path copy = directory.resolve(name);
        try (Stream<Path> files = Files.walk(examples())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(examples().relativize(file).toString()));
            }
        }
        return copy;
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
