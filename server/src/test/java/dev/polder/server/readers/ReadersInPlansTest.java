package dev.polder.server.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.client.MeshPlan;
import dev.polder.client.PolderClient;
import dev.polder.core.contract.ChangeCode;
import dev.polder.core.contract.ContractChange;
import dev.polder.core.problem.Position;
import dev.polder.server.TestContracts;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** From a query over HTTP, run by DuckDB, to the verdict on a change of the contract. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadersInPlansTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FOLDER = "domains/marketing/promotions/";
    private static final String PORT = "marketing.promotions.promotions";
    private static final String CONTRACT = TestContracts.promotions("""
            - { name: mail, logicalType: string }
            - { name: phone, logicalType: string }
            - { name: views, logicalType: integer }
            """);

    private static KafkaBrokerProcess broker;
    private static WiredServer server;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        server = new WiredServer(
                Clock.systemUTC(),
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
        server.start();
        server.change(mesh(CONTRACT));
        await().atMost(PATIENCE)
                .until(() -> query("SELECT 1 FROM " + PORT).path("columns").size() == 1);
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static MeshFiles mesh(String contract) {
        return MeshFiles.retail().only("domains/marketing").with(FOLDER + "contracts/promotions.odcs.yaml", contract);
    }

    private static JsonNode query(String sql) {
        return Json.mapper()
                .readTree(server.send("POST", "/v1/queries", WiredServer.ADMIN, Json.text(Map.of("sql", sql)))
                        .body());
    }

    /** What a plan without some columns says of those who read. */
    private static JsonNode planWithout(String... columns) {
        String contract = CONTRACT.replace("version: 1.0.0", "version: 1.1.0");
        for (String column : columns) {
            contract = contract.replaceAll(".*name: " + column + ",.*\n", "");
        }
        return Json.mapper()
                .readTree(server.send(
                                "POST",
                                "/v1/mesh:plan",
                                WiredServer.ADMIN,
                                Json.text(mesh(contract).body()))
                        .body());
    }

    private static MeshPlan.Readers readers(String version, String object, String path) {
        ContractChange change = new ContractChange(
                ChangeCode.PROPERTY_REMOVED, object, path, "", "", "", Position.start("contract.odcs.yaml"));
        return new PolderClient(URI.create(server.url()), Optional.of(WiredServer.ADMIN))
                .readers(PORT, version, List.of(change));
    }

    private static List<String> messages(JsonNode plan) {
        return StreamSupport.stream(plan.path("findings").spliterator(), false)
                .map(finding -> finding.path("message").asString())
                .toList();
    }

    private static JsonNode queries(JsonNode plan) {
        return plan.at("/contracts/0/queries");
    }

    @Test
    void aPlanNamesThoseWhoReadWhatItBreaks() {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        query("SELECT promotion_id FROM " + PORT + " WHERE mail IS NOT NULL");
        query("SELECT m FROM (SELECT mail AS m FROM " + PORT + "_v1)");
        await().atMost(PATIENCE)
                .until(() -> queries(planWithout("mail")).at("/0/reads").asLong() >= 2);

        JsonNode plan = planWithout("mail");

        assertThat(messages(plan))
                .singleElement()
                .asString()
                .contains("mail: ")
                .endsWith("; breaks queries of admin, column mail (last read " + today + ")");
        assertThat(queries(plan)).hasSize(1);
        JsonNode reader = queries(plan).get(0);
        assertThat(reader.path("lastRead").asString()).startsWith(today);
        assertThat(Json.text(reader))
                .startsWith("{\"principal\":\"admin\",\"via\":\"query\",\"extent\":\"columns\",\"columns\":[\"mail\"],"
                        + "\"reads\":2,");
        assertThat(queries(planWithout("views"))).isEmpty();
        assertThat(readers("1.0.0", "promotions", "mail").queries())
                .singleElement()
                .hasToString("queries of admin (mail, last read " + today + ")");
        assertThat(readers("1.7.0", "", "mail").queries()).hasSize(1);
        assertThat(readers("2.0.0", "promotions", "mail").queries()).isEmpty();
        assertThat(readers("1.0.0", "others", "mail").queries()).isEmpty();
        assertThat(server.send(
                                "POST",
                                "/v1/mesh:apply",
                                WiredServer.ADMIN,
                                Json.text(mesh(CONTRACT.replaceAll(".*name: mail,.*\n", ""))
                                        .body()))
                        .body())
                .contains("CONTRACT_BREAKING")
                .contains("breaks queries of admin, column mail");
    }

    @Test
    void aQueryThatFailsReadsNothing() {
        JsonNode late = query("SELECT CASE WHEN i = 3000000 THEN CAST('x' || i AS INTEGER) ELSE 1 END AS a, "
                + "(SELECT max(phone) FROM " + PORT + ") FROM range(4000000) t(i)");
        assertThat(late.path("code").asString()).isEqualTo("SQL_FAILED");
        assertThat(query("SELECT phone, nothing FROM " + PORT).path("code").asString())
                .isEqualTo("SQL_UNKNOWN_NAME");
        assertThat(query("SELECT getenv(phone) FROM " + PORT).path("code").asString())
                .isEqualTo("SQL_FORBIDDEN");
        query("SELECT promotion_id FROM " + PORT);
        await().atMost(PATIENCE)
                .until(() -> !queries(planWithout("promotion_id")).isEmpty());

        assertThat(queries(planWithout("phone"))
                        .valueStream()
                        .filter(reader -> reader.path("via").asString().equals("query")))
                .isEmpty();
    }

    /** Last: from then on all columns have a reader. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aTableThatIsLoadedMayBeReadWhole() {
        assertThat(server.send(
                                "GET",
                                "/iceberg/v1/namespaces/marketing%1Fpromotions/tables/promotions_v1",
                                WiredServer.ADMIN,
                                "")
                        .statusCode())
                .isEqualTo(200);
        server.send(
                "GET", "/iceberg/v1/namespaces/marketing%1Fpromotions/tables/promotions_v1", WiredServer.PROCESS, "");

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode plan = planWithout("views");
            assertThat(Json.text(queries(plan)))
                    .startsWith("[{\"principal\":\"admin\",\"via\":\"catalog\",\"extent\":\"unclear\",\"columns\":[],");
            assertThat(messages(plan))
                    .singleElement()
                    .asString()
                    .contains("; breaks Iceberg clients of admin, which may read all columns (last read ");
        });
        assertThat(Json.text(queries(planWithout("views")))).doesNotContain("process");
    }
}
