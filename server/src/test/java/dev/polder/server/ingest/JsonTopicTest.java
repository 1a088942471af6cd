package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.polder.client.PolderDeserializer;
import dev.polder.client.PolderInterceptor;
import dev.polder.client.PolderSerializer;
import dev.polder.core.name.PortId;
import dev.polder.gate.TopicForm;
import dev.polder.server.TestTopics;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A port whose topic holds JSON, as everybody who writes and reads it sees it. */
class JsonTopicTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FOLDER = "domains/marketing/promotions/";
    private static final PortId PORT = PortId.parse("marketing.promotions.promotions.v1");
    private static final String PATH = "/v1/domains/marketing/products/promotions/ports/promotions";
    private static final String FIRST = """
            apiVersion: v3.2.0
            kind: DataContract
            id: marketing.promotions.promotions
            version: 1.0.0
            status: active
            customProperties: [{ property: topicFormat, value: json }]
            schema:
              - name: promotions
                logicalType: object
                properties:
                  - { name: promotion_id, logicalType: string, required: true, primaryKey: true }
                  - { name: views, logicalType: integer, logicalTypeOptions: { maximum: 1000000 } }
                  - { name: cost, logicalType: number, physicalType: "DECIMAL(10,2)" }
                  - { name: at, logicalType: timestamp }
                  - { name: labels, logicalType: map, map: { key: { logicalType: string }, value: { logicalType: string } } }
            """;
    private static final String SECOND =
            FIRST.replace("version: 1.0.0", "version: 1.1.0") + "      - { name: note, logicalType: string }\n";
    /** One record in many spellings. */
    private static final List<String> SPELLINGS = List.of(
            "{\"promotion_id\":\"Zoë\",\"views\":7,\"cost\":12.5,\"at\":\"2026-02-28T10:11:12.500Z\",\"labels\":{\"b\":\"2\",\"a\":\"1\"}}",
            " { \"labels\" : {\"a\":\"1\", \"b\":\"2\"}, \"at\":\"2026-02-28 11:11:12.5+01:00\",\"cost\":1250e-2,\"views\":7.0,"
                    + "\"promotion_id\":\"Zo\\u00eb\"}",
            "{\"cost\":12.50,\"promotion_id\":\"Zo\\u00EB\",\"views\":70e-1,\"at\":\"2026-02-28T10:11:12.5z\",\"labels\":{\"b\":\"2\",\"a\":\"1\"}}");

    private static final String CANONICAL = "{\"promotion_id\":\"Zoë\",\"views\":7,\"cost\":12.50,"
            + "\"at\":\"2026-02-28T10:11:12.500Z\",\"labels\":{\"a\":\"1\",\"b\":\"2\"}}";

    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static WiredServer server;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        server = new WiredServer(
                Clock.systemUTC(),
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
        server.start();
        server.change(mesh(FIRST));
        awaitVersion("1.0.0");
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static MeshFiles mesh(String contract) {
        return MeshFiles.retail()
                .only("domains/marketing")
                .edited(
                        FOLDER + "pipeline.yaml",
                        text -> text + "  - { name: tills, into: promotions, inbox: { writers: [] } }\n")
                .with(FOLDER + "contracts/promotions.odcs.yaml", contract);
    }

    private static void awaitVersion(String version) {
        await().atMost(PATIENCE)
                .until(() -> server.get(PATH + "/gate").at("/contract/version").asString(), version::equals);
    }

    private static String schemaId() {
        return server.get(PATH + "/gate").path("schemaId").asString();
    }

    private static JsonNode post(String path, String body) {
        HttpResponse<String> answer = server.send("POST", PATH + path, WiredServer.ADMIN, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static Map<String, Object> client(String... more) {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        properties.put("key.serializer", PolderSerializer.class.getName());
        properties.put("value.serializer", PolderSerializer.class.getName());
        properties.put("polder.url", server.url());
        properties.put("polder.token", WiredServer.ADMIN);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private static <K, V> void send(KafkaProducer<K, V> producer, ProducerRecord<K, V> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Those with one of these keys, as soon as there are so many. */
    private static List<ConsumerRecord<byte[], byte[]>> records(int count, String... keys) {
        return await().atMost(PATIENCE)
                .until(
                        () -> topics.committed(PORT.topic()).stream()
                                .filter(record ->
                                        Set.of(keys).contains(new String(record.key(), StandardCharsets.UTF_8)))
                                .toList(),
                        read -> read.size() >= count);
    }

    private static Set<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    @Test
    void everyEntranceMakesTheSameBytesOfEverySpelling() {
        post("/records", "[" + String.join(",", SPELLINGS) + "]");
        try (KafkaProducer<byte[], byte[]> inbox =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String spelling : SPELLINGS) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(PORT.inboxTopic(), spelling.getBytes(StandardCharsets.UTF_8));
                record.headers().add("trace", new byte[] {1}).add(TopicForm.SCHEMA_ID, new byte[] {'9'});
                send(inbox, record);
            }
        }
        try (KafkaProducer<String, Object> checked =
                new KafkaProducer<>(client("interceptor.classes", PolderInterceptor.class.getName()))) {
            SPELLINGS.forEach(spelling -> send(checked, new ProducerRecord<>(PORT.topic(), spelling)));
        }
        try (KafkaProducer<String, Object> checked = new KafkaProducer<>(client())) {
            ProducerRecord<String, Object> again = new ProducerRecord<>(
                    PORT.topic(), "[\"Zoë\"]", Json.mapper().readTree(CANONICAL));
            send(checked, again);
            send(checked, again);
        }
        post("/records", SPELLINGS.get(0).replace("\"views\":7", "\"views\":7000000"));
        JsonNode replayed = post(
                "/dead-letters:replay",
                "{\"all\":true,\"patch\":[{\"op\":\"replace\",\"path\":\"/views\",\"value\":7}]}");
        assertThat(replayed.path("accepted").asInt()).isEqualTo(1);

        List<ConsumerRecord<byte[], byte[]>> records = records(12, "[\"Zoë\"]");

        assertThat(records).hasSize(12);
        assertThat(values(records)).containsExactly(CANONICAL);
        assertThat(records)
                .allSatisfy(
                        record -> assertThat(TestTopics.headers(record)).containsEntry("polder.schema.id", schemaId()));
        assertThat(records.stream().filter(record -> TestTopics.headers(record).containsKey("trace")))
                .hasSize(3);
        assertThat(records.stream().filter(record -> TestTopics.headers(record).containsKey("polder.replayed-from")))
                .hasSize(1);
    }

    @Test
    void recordsOfEveryVersionAreReadAsTheyWereWritten() {
        post("/records", CANONICAL.replace("Zoë", "a"));
        String first = schemaId();
        server.change(mesh(SECOND));
        awaitVersion("1.1.0");
        post("/records", "{\"promotion_id\":\"b\",\"note\":\"new\"}");

        List<ConsumerRecord<byte[], byte[]>> records = records(2, "[\"a\"]", "[\"b\"]");

        assertThat(records.stream().map(record -> TestTopics.headers(record).get("polder.schema.id")))
                .containsExactlyInAnyOrder(first, schemaId());
        assertThat(first).isNotEqualTo(schemaId());
        PolderDeserializer<Map<String, Object>> maps = new PolderDeserializer<>();
        maps.configure(client("polder.values", "map"), false);
        assertThat(records.stream().map(record -> maps.deserialize(record.topic(), record.headers(), record.value())))
                .anySatisfy(map -> assertThat(map)
                        .containsEntry("cost", new BigDecimal("12.50"))
                        .containsEntry("labels", Map.of("a", "1", "b", "2"))
                        .doesNotContainKey("note"))
                .anySatisfy(map -> assertThat(map).containsEntry("note", "new").containsEntry("cost", null));
        PolderDeserializer<GenericRecord> avro = new PolderDeserializer<>();
        avro.configure(client(), false);
        ConsumerRecord<byte[], byte[]> one = records.get(0);
        assertThat(avro.deserialize(one.topic(), one.headers(), one.value()).get("promotion_id"))
                .isNotNull();
        assertThatThrownBy(() -> avro.deserialize(one.topic(), one.value()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("nor has it one in the header polder.schema.id");
    }

    @Test
    void aSerializerThatCannotSetTheHeaderSaysSo() {
        try (PolderSerializer<Object> serializer = new PolderSerializer<>()) {
            serializer.configure(client(), false);

            assertThatThrownBy(() -> serializer.serialize(PORT.topic(), CANONICAL))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("header");
        }
    }

    @Test
    void noSubjectLetsAToolTakeTheValuesForFramedOnes() {
        String registry = "/schema-registry";

        assertThat(server.get(registry + "/subjects").toString()).doesNotContain("promotions");
        assertThat(server.get(registry + "/subjects/" + PORT.topic() + "-value/versions/latest")
                        .path("error_code")
                        .asInt())
                .isEqualTo(40401);
        assertThat(server.get(registry + "/schemas/ids/" + schemaId())
                        .path("schema")
                        .asString())
                .contains("promotion_id");
        assertThat(server.get(registry + "/schemas/ids/" + schemaId() + "/versions")
                        .toString())
                .isEqualTo("[]");
    }

    @Test
    void theFormatStaysAsLongAsTheMajorVersion() {
        assertThat(server.get(PATH).path("topicFormat").asString()).isEqualTo("json");

        HttpResponse<String> refusal = server.send(
                "POST",
                "/v1/mesh:apply",
                WiredServer.ADMIN,
                Json.text(mesh(FIRST.replace("value: json", "value: avro").replace("1.0.0", "1.1.0"))
                        .body(true, true)));

        assertThat(refusal.statusCode()).isEqualTo(409);
        assertThat(refusal.body()).contains("topicFormat was json and is avro");
    }
}
