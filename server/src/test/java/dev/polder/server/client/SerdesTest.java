package dev.polder.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.polder.client.PolderDeserializer;
import dev.polder.client.PolderInterceptor;
import dev.polder.client.PolderSerializer;
import dev.polder.client.RecordRefusedException;
import dev.polder.core.problem.Code;
import dev.polder.gate.Refusal;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's serializers in plain Kafka clients, against the server and a broker. */
class SerdesTest {
    private static final String FOLDER = "domains/marketing/promotions/";
    private static final String CONTRACT = FOLDER + "contracts/promotions.odcs.yaml";
    private static final String TOPIC = "marketing.promotions.promotions.v1";
    private static final String PORT = "/v1/domains/marketing/products/promotions/ports/promotions";
    private static final String FIRST = TestContracts.promotions("""
            - { name: views, logicalType: integer, logicalTypeOptions: { maximum: 1000000 } }
            - { name: cost, logicalType: number, physicalType: "DECIMAL(10,2)" }
            - { name: starts, logicalType: date }
            - { name: at, logicalType: timestamp }
            - { name: mail, logicalType: string, classification: restricted, logicalTypeOptions: { format: email } }
            - name: place
              logicalType: object
              properties:
                - { name: city, logicalType: string }
            """);
    private static final String SECOND = FIRST.replace("version: 1.0.0", "version: 1.1.0")
            .replace("      - { name: starts", "      - { name: note, logicalType: string }\n      - { name: starts");
    private static final String GOOD = "{\"promotion_id\":\"p1\",\"views\":7,\"cost\":12.50,\"starts\":\"2026-02-28\","
            + "\"at\":\"2026-02-28T10:11:12.5Z\",\"place\":{\"city\":\"Sneek\"}}";

    private static KafkaBrokerProcess broker;
    private static WiredServer server;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        server = server();
        server.start();
        provision(FIRST);
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static WiredServer server() {
        return new WiredServer(
                Clock.systemUTC(),
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
    }

    private static void provision(String contract) {
        server.change(MeshFiles.retail().only("domains/marketing").with(CONTRACT, contract));
        String version = contract.lines()
                .filter(line -> line.startsWith("version"))
                .findFirst()
                .orElseThrow()
                .substring(9);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.get(PORT + "/gate").at("/contract/version").asString(), version::equals);
    }

    private static Map<String, Object> properties(String... more) {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        properties.put("client.id", "shop-1");
        properties.put("acks", "all");
        properties.put("key.serializer", PolderSerializer.class.getName());
        properties.put("value.serializer", PolderSerializer.class.getName());
        properties.put("interceptor.classes", PolderInterceptor.class.getName());
        properties.put("polder.url", server.url());
        properties.put("polder.token", WiredServer.ADMIN);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private static RecordMetadata send(KafkaProducer<String, Object> producer, Object value) {
        try {
            return producer.send(new ProducerRecord<>(TOPIC, value)).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> at(RecordMetadata place) {
        try (var consumer = new KafkaConsumer<>(
                new HashMap<String, Object>(broker.clientProperties()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(place.topic(), place.partition());
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            return consumer.poll(Duration.ofSeconds(10)).iterator().next();
        }
    }

    private static ConsumerRecord<byte[], byte[]> last(String topic) {
        return new TestTopics(broker.clientProperties())
                .read(topic).stream()
                        .max(Comparator.comparingLong(ConsumerRecord::timestamp))
                        .orElseThrow();
    }

    private static int schemaId(byte[] value) {
        return ByteBuffer.wrap(value, 1, 4).getInt();
    }

    @Test
    void aPlainProducerWritesWhatTheServerWrites() {
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties())) {
            ConsumerRecord<byte[], byte[]> sent = at(send(producer, utf8(GOOD)));
            server.send("POST", PORT + "/records", WiredServer.ADMIN, GOOD);
            ConsumerRecord<byte[], byte[]> posted = last(TOPIC);

            assertThat(sent.key()).asString().isEqualTo("[\"p1\"]");
            assertThat(sent.key()).isEqualTo(posted.key());
            assertThat(sent.value()).isEqualTo(posted.value());
            assertThat(sent.partition()).isEqualTo(posted.partition());
            assertThat(sent.offset()).isLessThan(posted.offset());
        }
    }

    @Test
    void whateverFormARecordHasItBecomesTheSameBytes() {
        Map<String, Object> map = new HashMap<>(Map.of(
                "promotion_id",
                "p1",
                "views",
                7,
                "cost",
                new BigDecimal("12.50"),
                "starts",
                LocalDate.parse("2026-02-28"),
                "at",
                Instant.parse("2026-02-28T10:11:12.5Z"),
                "place",
                Map.of("city", "Sneek")));
        map.put("mail", null);
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties())) {
            byte[] expected = at(send(producer, utf8(GOOD))).value();
            PolderDeserializer<GenericRecord> reader = new PolderDeserializer<>();
            reader.configure(properties(), false);

            for (Object form :
                    List.of(GOOD, map, Json.mapper().readTree(GOOD), reader.deserialize(TOPIC, expected), expected)) {
                assertThat(at(send(producer, form)).value())
                        .as(form.getClass().getName())
                        .isEqualTo(expected);
            }
            assertThatThrownBy(() -> send(producer, new byte[] {0, 99, 0, 0, 0, 1}))
                    .isInstanceOf(RecordRefusedException.class)
                    .hasMessageContaining("RECORD_SCHEMA_UNKNOWN");
            assertThatThrownBy(() -> send(producer, 42))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("java.lang.Integer");
        }
    }

    @Test
    void aRefusedRecordThrowsWithAllItsReasonsAndWithoutWhatIsClassified() {
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties())) {
            String bad =
                    "{\"views\":2000000,\"cost\":\"secret-cost\",\"mail\":\"secret-mail\",\"extra\":\"secret-extra\"}";

            RecordRefusedException refused = catchThrowableOfType(
                    RecordRefusedException.class, () -> producer.send(new ProducerRecord<>(TOPIC, bad)));

            assertThat(refused.topic()).isEqualTo(TOPIC);
            assertThat(refused.refusals())
                    .extracting(Refusal::code, Refusal::path, Refusal::value)
                    .containsExactlyInAnyOrder(
                            tuple(Code.RECORD_FIELD_MISSING, "$.promotion_id", Optional.empty()),
                            tuple(Code.RECORD_RANGE, "$.views", Optional.of("2000000")),
                            tuple(Code.RECORD_TYPE, "$.cost", Optional.of("secret-cost")),
                            tuple(Code.RECORD_FORMAT, "$.mail", Optional.empty()),
                            tuple(Code.RECORD_FIELD_UNKNOWN, "$.extra", Optional.empty()));
            assertThat(refused)
                    .hasMessageContaining("marketing.promotions.promotions 1.")
                    .hasMessageContaining("RECORD_RANGE $.views (maximum 1000000)")
                    .hasMessageNotContainingAny("secret");
            assertThat(at(send(producer, GOOD)).value()).isNotEmpty();
        }
    }

    @Test
    void byChoiceARefusedRecordGoesToTheDeadLettersAsTheServerWritesThem() {
        String bad = "{\"promotion_id\":\"p2\",\"views\":\"many\",\"mail\":\"nobody\"}";
        try (KafkaProducer<String, Object> producer =
                new KafkaProducer<>(properties("polder.on-refusal", "dead-letter"))) {
            RecordMetadata place = send(producer, bad);
            ConsumerRecord<byte[], byte[]> own = at(place);
            server.send("POST", PORT + "/records", WiredServer.ADMIN, bad);
            ConsumerRecord<byte[], byte[]> posted = last(TOPIC + ".dead_letter");

            assertThat(place.topic()).isEqualTo(TOPIC + ".dead_letter");
            assertThat(own.key()).isNull();
            assertThat(own.value()).asString().isEqualTo(bad);
            Map<String, String> headers = TestTopics.headers(own);
            assertThat(headers).containsEntry("polder.source", "client:shop-1");
            headers.put("polder.source", "http:admin");
            assertThat(headers).isEqualTo(TestTopics.headers(posted));
        }
    }

    @Test
    void aRecordThatIsTooLargeKeepsItsBeginningAsADeadLetter() {
        String bad = "{\"promotion_id\":\"" + "x".repeat(1_200_000) + "\"}";
        try (KafkaProducer<String, Object> producer =
                new KafkaProducer<>(properties("polder.on-refusal", "dead-letter", "max.request.size", "4000000"))) {
            ConsumerRecord<byte[], byte[]> dead = at(send(producer, bad));

            assertThat(dead.value()).hasSize(64 * 1024);
            assertThat(TestTopics.headers(dead))
                    .containsEntry("polder.code", "RECORD_TOO_LARGE")
                    .containsEntry("polder.length", String.valueOf(bad.length()));
        }
    }

    @Test
    void aSerializerAloneChecksAndLeavesTheKeyToTheProducer() {
        Map<String, Object> properties =
                properties("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        properties.remove("interceptor.classes");
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties)) {
            assertThat(at(send(producer, GOOD)).key()).isNull();
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, "mine", "{}")))
                    .isInstanceOf(RecordRefusedException.class);
        }
        properties.put("polder.on-refusal", "dead-letter");
        assertThatThrownBy(() -> new KafkaProducer<>(properties))
                .rootCause()
                .hasMessageContaining("interceptor.classes=dev.polder.client.PolderInterceptor");
    }

    @Test
    void aTombstoneIsRefused() {
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, null, null)))
                    .isInstanceOf(RecordRefusedException.class);
        }
    }

    @Test
    void manyThreadsMaySendAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties("linger.ms", "5"))) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                Callable<Integer> work = () -> {
                    int refused = 0;
                    List<Future<RecordMetadata>> sent = new ArrayList<>();
                    for (int i = 0; i < 2000; i++) {
                        String id = "t" + thread + "-" + i;
                        try {
                            sent.add(producer.send(new ProducerRecord<>(
                                    TOPIC,
                                    "{\"promotion_id\":\"" + id + "\",\"views\":" + (i % 10 == 0 ? -0.5 : i) + "}")));
                        } catch (RecordRefusedException e) {
                            refused++;
                        }
                    }
                    for (Future<RecordMetadata> one : sent) {
                        one.get();
                    }
                    return refused;
                };
                results.add(threads.submit(work));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aChangedContractIsTakenUpAndBothVersionsAreRead() {
        provision(FIRST);
        try (KafkaProducer<String, Object> producer =
                new KafkaProducer<>(properties("polder.contract.refresh", "PT0.1S"))) {
            String noted = "{\"promotion_id\":\"p9\",\"note\":\"new\"}";
            ConsumerRecord<byte[], byte[]> before = at(send(producer, GOOD));
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, noted)))
                    .isInstanceOf(RecordRefusedException.class);

            provision(SECOND);
            RecordMetadata place = await().ignoreExceptionsInstanceOf(RecordRefusedException.class)
                    .until(() -> send(producer, noted), metadata -> true);

            ConsumerRecord<byte[], byte[]> after = at(place);
            assertThat(schemaId(after.value())).isGreaterThan(schemaId(before.value()));
            PolderDeserializer<Map<String, Object>> maps = new PolderDeserializer<>();
            maps.configure(properties("polder.values", "map"), false);
            assertThat(maps.deserialize(TOPIC, before.value()))
                    .doesNotContainKey("note")
                    .containsEntry("cost", new BigDecimal("12.50"))
                    .containsEntry("starts", LocalDate.parse("2026-02-28"))
                    .containsEntry("at", Instant.parse("2026-02-28T10:11:12.5Z"));
            assertThat(maps.deserialize(TOPIC, after.value())).containsEntry("note", "new");
            PolderDeserializer<String> texts = new PolderDeserializer<>();
            texts.configure(properties("polder.values", "json"), false);
            assertThat(Json.mapper().readTree(texts.deserialize(TOPIC, before.value())))
                    .isEqualTo(Json.mapper()
                            .readTree(
                                    GOOD.replace("12.5Z", "12.500Z").replace("\"place\"", "\"mail\":null,\"place\"")));
        }
    }

    @Test
    void aServerThatGoesAwayStopsNobodyWhoHasTheContract(@TempDir Path directory) throws IOException {
        String port = "domains/marketing/products/promotions/ports/promotions";
        Path saved = directory.resolve("gate.json");
        Files.writeString(
                saved,
                server.send("GET", "/v1/" + port + "/gate", WiredServer.ADMIN, "")
                        .body());
        WiredServer other = server();
        other.apply(MeshFiles.retail().only("domains/marketing").with(CONTRACT, FIRST));
        Map<String, Object> properties = properties("polder.url", other.url(), "polder.contract.refresh", "PT0.1S");
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties);
                KafkaProducer<String, Object> late = new KafkaProducer<>(properties);
                KafkaProducer<String, Object> offline =
                        new KafkaProducer<>(properties("polder.url", "", "polder.contract.file", saved.toString()))) {
            send(producer, GOOD);
            String address = other.url();
            other.close();

            for (int i = 0; i < 3; i++) {
                assertThat(at(send(producer, GOOD)).value()).isNotEmpty();
            }
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, "{}")))
                    .isInstanceOf(RecordRefusedException.class);
            assertThatThrownBy(() -> late.send(new ProducerRecord<>(TOPIC, GOOD)))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("Records for marketing.promotions.promotions.v1 cannot be checked")
                    .hasMessageContaining("UNAVAILABLE No Polder server answers at " + address);
            assertThat(at(send(offline, GOOD)).value()).isNotEmpty();
        }
    }

    @Test
    void aWrongTokenIsSaidSo() {
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(properties("polder.token", "nonsense"))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, GOOD)))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("UNAUTHENTICATED")
                    .hasMessageNotContainingAny("nonsense");
        }
        PolderDeserializer<GenericRecord> reader = new PolderDeserializer<>();
        reader.configure(properties("polder.token", "nonsense"), false);
        assertThatThrownBy(() -> reader.deserialize(TOPIC, new byte[] {0, 0, 0, 0, 1, 2}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "a.b.c",
                "../../v1/mesh.v1",
                "marketing.promotions.promotions.v1.dead_letter",
                "marketing.promotions.promotions.v1.inbox",
                "marketing.promotions.promotions.v1?x=.v1",
                "marketing.promotions.Promotions.v1",
                "a.b.c\r\nHost: x.v1",
                "a.b.c.v1000",
                "marketing.promotions-.promotions.v1"
            })
    void aTopicThatIsNoPortsIsRefusedBeforeAnybodyIsAsked(String topic) {
        PolderSerializer<String> serializer = new PolderSerializer<>();
        Map<String, Object> properties = properties("polder.url", "http://127.0.0.1:9");
        properties.remove("interceptor.classes");
        serializer.configure(properties, false);
        assertThatThrownBy(() -> serializer.serialize(topic, GOOD))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("is no port's topic")
                .message()
                .doesNotContain("\n");
        serializer.close();
    }

    @Test
    void anUnknownPortIsSaidSo() {
        PolderSerializer<String> serializer = new PolderSerializer<>();
        Map<String, Object> properties = properties();
        properties.remove("interceptor.classes");
        serializer.configure(properties, false);
        assertThatThrownBy(() -> serializer.serialize("marketing.promotions.nothing.v3", GOOD))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("NOT_FOUND There is no port 'marketing.promotions.nothing.v3'");
        serializer.close();
    }

    @Test
    void aValueThatTheGateDidNotWriteIsNoRecord() {
        PolderDeserializer<GenericRecord> reader = new PolderDeserializer<>();
        reader.configure(properties(), false);
        assertThat(reader.deserialize(TOPIC, null)).isNull();
        for (byte[] value : List.of(new byte[0], utf8("{\"a\":1}"), new byte[] {0, 0, 0})) {
            assertThatThrownBy(() -> reader.deserialize(TOPIC, value))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("does not begin with a schema id");
        }
        assertThatThrownBy(() -> reader.deserialize(TOPIC, new byte[] {0, 127, 0, 0, 0, 1}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cannot be fetched");
    }
}
