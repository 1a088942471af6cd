package dev.polder.server.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.server.TestContracts;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Drift from every entrance, through a broker and a database, as the API shows it. */
class DriftOfPortsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FOLDER = "domains/marketing/promotions/";
    private static final String PORT = "/v1/domains/marketing/products/promotions/ports/promotions";
    private static final String INBOX = "marketing.promotions.promotions.v1.inbox";
    private static final String CONTRACT =
            TestContracts.promotions("- { name: views, logicalType: integer, logicalTypeOptions: { maximum: 100 } }");

    private static KafkaBrokerProcess broker;
    private static WiredServer server;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        server = new WiredServer(
                Clock.systemUTC(),
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static void provision(String contract, String version) {
        server.change(MeshFiles.retail()
                .only("domains/marketing")
                .with(
                        FOLDER + "contracts/promotions.odcs.yaml",
                        contract.replace("version: 1.0.0", "version: " + version))
                .edited(FOLDER + "pipeline.yaml", text -> text.replace("http: {}", "inbox: {}")));
        await().atMost(PATIENCE)
                .until(() -> server.get(PORT + "/gate").at("/contract/version").asString(), version::equals);
    }

    private static void post(String body) {
        assertThat(server.send("POST", PORT + "/records", WiredServer.ADMIN, body)
                        .statusCode())
                .isEqualTo(200);
    }

    private static void write(String record) throws ExecutionException, InterruptedException {
        Map<String, Object> client = new HashMap<>(broker.clientProperties());
        try (var producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(INBOX, record.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static void assertDrift(long records, String... fields) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode port = server.get(PORT);
            assertThat(port.at("/drift/records").asLong()).as(Json.text(port)).isEqualTo(records);
            assertThat(StreamSupport.stream(port.path("unknownFields").spliterator(), false)
                            .map(field -> field.path("path").asString() + " is "
                                    + field.path("type").asString() + " in "
                                    + field.path("records").asLong()))
                    .containsExactly(fields);
        });
    }

    private static Optional<String> condition() {
        return StreamSupport.stream(server.get(PORT).path("conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asString().equals("FieldsKnown"))
                .map(condition -> condition.path("message").asString())
                .findFirst();
    }

    @Test
    void everyEntranceCountsUntilTheContractChangesAndOnlyTheDomainIsToldNames() throws Exception {
        provision(CONTRACT, "1.0.0");
        post("[{\"promotion_id\":\"a\"}]");
        assertThat(condition()).isEmpty();
        post(
                "[{\"promotion_id\":\"a\",\"colour\":\"secret\"},{\"promotion_id\":\"b\",\"colour\":1,\"tag\\u0007\":{}}]");
        assertDrift(2, "$.colour is a string in 2", "$['tag\\u0007'] is an object in 1");
        write("{\"promotion_id\":\"c\",\"colour\":\"secret\",\"views\":7}");
        assertDrift(3, "$.colour is a string in 3", "$['tag\\u0007'] is an object in 1");
        assertThat(condition().orElseThrow())
                .startsWith("2 unknown fields in 3 records since 20")
                .endsWith(": $.colour, $['tag\\u0007']; add them to the contract or set unknownFields");
        assertThat(Json.text(server.get(PORT))).doesNotContain("secret");
        server.send("POST", "/v1/users", WiredServer.ADMIN, "{\"name\":\"ana\"}");
        String token = Json.mapper()
                .readTree(server.send("POST", "/v1/tokens", WiredServer.ADMIN, "{\"name\":\"t\",\"user\":\"ana\"}")
                        .body())
                .path("token")
                .asString();
        assertThat(server.send("GET", PORT, token, "").body())
                .as("names come from records, and ana is not of the domain")
                .contains("2 unknown fields in 3 records")
                .doesNotContain("colour");

        String drops = CONTRACT.replace(
                "    logicalType: object\n",
                "    logicalType: object\n    customProperties:\n      - { property: unknownFields, value: drop }\n");
        provision(drops, "1.1.0");
        assertThat(server.get(PORT).path("drift").isNull()).isTrue();
        assertThat(condition()).isEmpty();

        await().atMost(PATIENCE)
                .until(() -> server.get(PORT).path("deadLettersWaiting").asLong() == 3);
        String replay = "{\"all\":true,\"dryRun\":%s}";
        String path = "/v1/domains/marketing/products/promotions/ports/promotions/dead-letters:replay";
        assertThat(server.send("POST", path, WiredServer.ADMIN, String.format(replay, true))
                        .body())
                .contains("\"accepted\":3");
        assertThat(server.send("POST", path, WiredServer.ADMIN, String.format(replay, false))
                        .body())
                .contains("\"accepted\":3");
        assertDrift(3, "$.colour is a string in 3", "$['tag\\u0007'] is an object in 1");
        post("[{\"promotion_id\":\"d\",\"views\":1,\"size\":null}]");
        assertDrift(4, "$.colour is a string in 3", "$.size is null in 1", "$['tag\\u0007'] is an object in 1");
    }
}
