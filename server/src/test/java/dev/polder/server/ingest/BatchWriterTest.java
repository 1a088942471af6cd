package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.ingest.batch.BatchConfig;
import dev.polder.server.ingest.batch.BatchProducer;
import dev.polder.server.ingest.batch.RecordBuffer;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches of our own making on a real broker that stays. */
class BatchWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static BatchProducer producer;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        producer = producer(broker.clientProperties(), 48 << 20);
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    private static BatchProducer producer(Map<String, String> client, int memory) {
        return new BatchProducer(new BatchConfig(client, "none", PATIENCE, memory, Duration.ofSeconds(1)));
    }

    private static void write(String topic, List<String> keys, String value) {
        Delivery delivery = new Delivery();
        hand(producer, topic, keys, value, delivery);
        delivery.await();
    }

    private static void hand(BatchProducer producer, String topic, List<String> keys, String value, Delivery delivery) {
        RecordBuffer buffer = new RecordBuffer();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (String key : keys) {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            buffer.add(keyBytes, keyBytes.length, bytes, 0, bytes.length, RecordBuffer.NO_HEADERS);
        }
        delivery.begin(buffer.count(), buffer.footprint());
        producer.append(topic, buffer, delivery);
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "[\"key-" + i + "\"]").toList();
    }

    private static Map<String, Integer> partitions(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .collect(Collectors.toMap(record -> new String(record.key()), ConsumerRecord::partition));
    }

    @Test
    void keysGoWhereKafkasProducerSendsThem() {
        topics.create("ours", 7, Map.of());
        topics.create("theirs", 7, Map.of());
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        try (Producer<String, String> kafka =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            keys(500).forEach(key -> kafka.send(new ProducerRecord<>("theirs", key, "v")));
        }

        write("ours", keys(500), "v");

        assertThat(partitions(topics.read("ours"))).hasSize(500).isEqualTo(partitions(topics.read("theirs")));
    }

    @Test
    void everyWayToWriteMakesTheSameRecordOfJson() {
        topics.create("json", 1, Map.of());
        ContractGate gate = ContractGate.compile(
                TestContracts.jsonObject("- {name: id, logicalType: integer, required: true, primaryKey: true}"));
        TopicForm form = gate.form(1234567);
        RecordChecker checker = gate.checker();
        byte[] json = "{ \"id\": 5.0 }".getBytes(StandardCharsets.UTF_8);
        assertThat(checker.json(json, 0, json.length)).isTrue();
        try (TopicWriter kafka = new TopicWriter(broker.clientProperties(), "lz4");
                RecordWriter direct = RecordWriter.direct(broker.clientProperties(), "none")) {
            for (RecordWriter writer : List.of(direct, RecordWriter.through(kafka))) {
                Delivery delivery = new Delivery();
                try (RecordWriter.Lane lane = writer.open("json", form, delivery)) {
                    lane.write(checker);
                    lane.flush();
                    delivery.await();
                }
            }
            try (RecordWriter.Parcel parcel = direct.gather("json", form).orElseThrow()) {
                CompletableFuture<Optional<Exception>> written = new CompletableFuture<>();
                assertThat(parcel.add(checker)).isTrue();
                assertThat(parcel.send((records, bytes, failure) -> written.complete(failure)))
                        .isTrue();
                assertThat(written.orTimeout(20, TimeUnit.SECONDS).join()).isEmpty();
            }
        }

        List<ConsumerRecord<byte[], byte[]>> records = topics.read("json");

        assertThat(records).hasSize(3).allSatisfy(record -> {
            assertThat(record.key()).asString().isEqualTo("[5]");
            assertThat(record.value()).asString().isEqualTo("{\"id\":5}");
            assertThat(TestTopics.headers(record)).isEqualTo(Map.of("polder.schema.id", "1234567"));
        });
    }

    @Test
    void aTopicThatTakesSmallBatchesOnlyGetsThem() {
        topics.create("narrow", 1, Map.of("max.message.bytes", "30000"));

        write("narrow", keys(2000), "v".repeat(100));

        assertThat(topics.read("narrow"))
                .extracting(record -> new String(record.key()))
                .isEqualTo(keys(2000));
    }

    @Test
    void aRecordThatTheTopicDoesNotTakeFailsAlone() {
        topics.create("narrower", 1, Map.of("max.message.bytes", "30000"));
        Delivery small = new Delivery();
        Delivery large = new Delivery();

        hand(producer, "narrower", keys(10), "v", small);
        hand(producer, "narrower", keys(1), "v".repeat(40_000), large);
        Delivery last = new Delivery();
        hand(producer, "narrower", keys(10), "v", last);

        assertThat(catchThrowableOfType(PolderException.class, large::await)).hasMessageContaining("max.message.bytes");
        small.await();
        last.await();
        assertThat(topics.read("narrower")).hasSize(20);
    }

    @Test
    void aTopicThatIsNotThereIsRefusedSoon() {
        PolderException refusal = catchThrowableOfType(PolderException.class, () -> write("nowhere", keys(1), "v"));

        assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refusal).hasMessageContaining("The topic nowhere cannot be written");
    }

    @Test
    void aTopicThatIsDeletedAndMadeAgainIsWrittenAgain() {
        topics.create("again", 2, Map.of());
        write("again", keys(100), "first");
        topics.delete("again");
        topics.create("again", 3, Map.of());

        // As long as nobody has said so the producer holds on to the topic that was deleted, and says that it is gone.
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> write("again", keys(50), "second"));

        assertThat(topics.read("again"))
                .hasSize(50)
                .allSatisfy(record -> assertThat(new String(record.value())).isEqualTo("second"));
    }

    @Test
    void aTopicThatIsDeletedFailsWhatWaitsForIt() {
        topics.create("gone", 1, Map.of());
        write("gone", keys(1), "v");
        topics.delete("gone");

        PolderException refusal = catchThrowableOfType(PolderException.class, () -> write("gone", keys(1), "v"));

        assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void newPartitionsAreUsedAndOldOnesGoOn() {
        topics.create("growing", 1, Map.of());
        Map<String, String> curious = new HashMap<>(broker.clientProperties());
        curious.put("metadata.max.age.ms", "500");
        try (BatchProducer growing = producer(curious, 1 << 20)) {
            Runnable writing = () -> {
                Delivery delivery = new Delivery();
                hand(growing, "growing", keys(300), "v", delivery);
                delivery.await();
            };
            writing.run();
            topics.grow("growing", 4);

            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                writing.run();
                assertThat(topics.read("growing"))
                        .extracting(ConsumerRecord::partition)
                        .contains(0, 1, 2, 3);
            });
        }
    }

    @Test
    void aUserWhoMayNotWriteIsToldSo() throws Exception {
        topics.create("guarded", 1, Map.of());
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(broker.processClientFile())) {
            properties.load(reader);
        }
        Map<String, String> reading = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> reading.put(name, properties.getProperty(name)));

        try (BatchProducer mayNot = producer(reading, 1 << 20)) {
            Delivery delivery = new Delivery();
            hand(mayNot, "guarded", keys(3), "v", delivery);

            assertThat(catchThrowableOfType(PolderException.class, delivery::await))
                    .hasMessageContaining("it did for 0 of the 3")
                    .hasMessageContaining("authoriz");
        }
        assertThat(topics.read("guarded")).isEmpty();
    }

    @Test
    void whenNothingMoreFitsRequestsAreSentAway() throws Exception {
        topics.create("full", 1, Map.of());
        try (BatchProducer small = producer(broker.clientProperties(), 100_000)) {
            Delivery before = new Delivery();
            hand(small, "full", keys(1), "v", before);
            before.await();
            CompletableFuture<Void> frozen = CompletableFuture.runAsync(() -> {
                try {
                    broker.freeze(Duration.ofSeconds(4));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Delivery waiting = new Delivery();
            PolderException refusal = catchThrowableOfType(PolderException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    hand(small, "full", keys(10), "v".repeat(1000), waiting);
                }
            });

            assertThat(refusal.code()).isEqualTo(Code.OVERLOADED);
            frozen.get();
        }
    }
}
