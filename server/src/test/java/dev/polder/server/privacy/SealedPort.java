package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.gate.AvroSchemas;
import dev.polder.server.TestTopics;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;

/** A port with encrypted columns on a real Kafka and a real PostgreSQL. */
final class SealedPort implements AutoCloseable {
    static final String PATH = "/v1/domains/marketing/products/promotions/ports/promotions";
    static final PortId PORT = PortId.parse("marketing.promotions.promotions.v1");

    private final BrokerConfig brokerFiles = BrokerConfig.temporary();
    private final KafkaBrokerProcess broker = KafkaBrokerProcess.start(brokerFiles);
    private final TestTopics topics = new TestTopics(broker.clientProperties());
    private final WiredServer server = new WiredServer(
            Clock.systemUTC(),
            new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
    private final Landed landed = new Landed(server, topics);

    /** Comes back when the port takes records under the contract. */
    static SealedPort of(String contract) {
        SealedPort port = new SealedPort();
        port.server.start();
        port.server.change(MeshFiles.retail()
                .only("domains/marketing")
                .with("domains/marketing/promotions/contracts/promotions.odcs.yaml", contract));
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> port.server
                                .get(PATH + "/gate")
                                .at("/contract/version")
                                .asString(),
                        "1.0.0"::equals);
        return port;
    }

    WiredServer server() {
        return server;
    }

    TestTopics topics() {
        return topics;
    }

    Landed landed() {
        return landed;
    }

    /** Where Kafka and the warehouse keep their files. */
    List<Path> directories() {
        return List.of(server.warehouse(), brokerFiles.directory());
    }

    JsonNode post(String path, String body) {
        return Json.mapper()
                .readTree(server.send("POST", path, WiredServer.ADMIN, body).body());
    }

    /** As somebody writes who is no gate. */
    void write(String topic, String message) {
        Map<String, Object> client = Map.copyOf(broker.clientProperties());
        try (var producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, message));
        }
    }

    /** Records that have to be accepted but for some. */
    void take(String body, int accepted) {
        JsonNode answer = post(PATH + "/records", body);
        assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(accepted);
    }

    List<GenericRecord> records() {
        return landed.onTopic(PORT, AvroSchemas.of(PORT, server.schema(PORT).storedType()));
    }

    /** The rows of a query, or what is wrong with it. */
    String rows(String sql) {
        JsonNode answer = post("/v1/queries", Json.text(Map.of("sql", sql)));
        return answer.has("rows") ? answer.path("rows").toString() : answer.toString();
    }

    ColumnTrial trial() {
        return new ColumnTrial(server, PORT, server.schema(PORT));
    }

    @Override
    public void close() {
        server.close();
        broker.close();
    }
}
