package dev.polder.server.inbox;

import static dev.polder.server.inbox.InboxTopics.header;
import static dev.polder.server.inbox.InboxTopics.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.ingest.PortLookup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a broker; what is read is what readers of committed records see. */
class ForwarderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How often a process is killed; more with {@code -Dpolder.rounds=N}. */
    private static final int ROUNDS = Integer.getInteger("polder.rounds", 3);

    private static KafkaBrokerProcess broker;
    private static InboxTopics topics;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new InboxTopics(broker.clientProperties());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static PortId port(String name) {
        PortId port = PortId.parse("iot.devices." + name + ".v1");
        topics.create(port);
        return port;
    }

    private static Forwarder forwarder(PortId port) {
        return forwarder(port, ForwardStep.Watch.NONE);
    }

    private static Forwarder forwarder(PortId port, ForwardStep.Watch watch) {
        return forwarder(port, () -> InboxTopics.target(port), watch);
    }

    private static Forwarder forwarder(PortId port, Supplier<PortLookup.Target> lookup, ForwardStep.Watch watch) {
        return new Forwarder(
                        port,
                        lookup,
                        InboxTopics::schema,
                        DriftKeeper.NONE,
                        broker.clientProperties(),
                        Clock.systemUTC(),
                        watch)
                .start();
    }

    private static void send(PortId port, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>(
                        port.inboxTopic(), i % 2, null, utf8("{\"id\":\"" + i + "\",\"n\":" + i + "}")));
            }
        }
    }

    private static List<String> numbers(int to) {
        return IntStream.range(0, to).mapToObj(Integer::toString).toList();
    }

    private static void assertExactly(PortId port, int count) {
        await().atMost(PATIENCE).until(() -> new TreeSet<>(topics.ids(port)).size(), distinct -> distinct >= count);
        assertThat(topics.ids(port)).containsExactlyInAnyOrderElementsOf(numbers(count));
    }

    @Test
    void whatHoldsGoesToTheTopicAndTheRestToTheDeadLetters() throws Exception {
        PortId port = port("plain");
        try (KafkaProducer<byte[], byte[]> producer = topics.producer();
                Forwarder forwarder = forwarder(port)) {
            producer.send(new ProducerRecord<>(
                    port.inboxTopic(),
                    0,
                    utf8("own-key"),
                    utf8("{\"id\":\"a\",\"n\":1}"),
                    List.of(new RecordHeader("trace", utf8("t1")), new RecordHeader("polder.code", utf8("forged")))));
            producer.send(new ProducerRecord<>(
                            port.inboxTopic(),
                            1,
                            utf8("own-key"),
                            utf8("{\"n\":-1}"),
                            List.of(
                                    new RecordHeader("trace", utf8("t2")),
                                    new RecordHeader("polder.source", utf8("forged")))))
                    .get();

            await().atMost(PATIENCE)
                    .until(() -> topics.committed(port.deadLetterTopic()).size() == 1
                            && topics.committed(port.topic()).size() == 1);
            await().atMost(PATIENCE).until(() -> forwarder.condition().status());

            ConsumerRecord<byte[], byte[]> passed =
                    topics.committed(port.topic()).get(0);
            assertThat(passed.key()).asString().isEqualTo("[\"a\"]");
            assertThat(passed.value()).startsWith(0, 0, 0, 0, InboxTopics.SCHEMA_ID);
            assertThat(InboxTopics.id(passed)).isEqualTo("a");
            assertThat(header(passed, "trace")).isEqualTo("t1");
            assertThat(header(passed, "polder.code")).isNull();
            ConsumerRecord<byte[], byte[]> dead =
                    topics.committed(port.deadLetterTopic()).get(0);
            assertThat(dead.key()).isNull();
            assertThat(dead.value()).asString().isEqualTo("{\"n\":-1}");
            assertThat(dead.headers().toArray())
                    .extracting(one -> one.key() + "=" + new String(one.value()))
                    .contains(
                            "trace=t2",
                            "polder.source=inbox",
                            "polder.code=RECORD_RANGE",
                            "polder.contract=things",
                            "polder.contract.version=1.2.3",
                            "polder.format=json",
                            "polder.length=8",
                            "polder.inbox.partition=1",
                            "polder.inbox.offset=0")
                    .doesNotContain("polder.source=forged");
            assertThat(header(dead, "polder.refusals")).contains("RECORD_FIELD_MISSING");
        }
    }

    @Test
    void avroIsTakenInAnySchemaTheRegistryKnows() throws Exception {
        PortId port = port("avro");
        try (KafkaProducer<byte[], byte[]> producer = topics.producer();
                Forwarder forwarder = forwarder(port)) {
            byte[] good = {0, 0, 0, 0, InboxTopics.SCHEMA_ID, 2, '0', 0};
            producer.send(new ProducerRecord<>(port.inboxTopic(), good)).get();
            producer.send(new ProducerRecord<>(port.inboxTopic(), new byte[] {0, 0, 0, 0, 1, 2, '0', 0}))
                    .get();
            byte[] negative = {0, 0, 0, 0, InboxTopics.SCHEMA_ID, 2, '1', 2, 1};
            producer.send(new ProducerRecord<>(port.inboxTopic(), negative)).get();

            assertExactly(port, 1);
            assertThat(topics.committed(port.topic()).get(0).value()).isEqualTo(good);
            await().atMost(PATIENCE)
                    .until(() -> topics.committed(port.deadLetterTopic()).size() == 2);
            assertThat(topics.committed(port.deadLetterTopic()))
                    .extracting(dead -> header(dead, "polder.code") + " " + header(dead, "polder.format"))
                    .containsExactlyInAnyOrder("RECORD_SCHEMA_UNKNOWN avro_framed", "RECORD_RANGE avro");
            ConsumerRecord<byte[], byte[]> known = topics.committed(port.deadLetterTopic()).stream()
                    .filter(dead -> header(dead, "polder.schema") != null)
                    .findFirst()
                    .orElseThrow();
            assertThat(known.value()).containsExactly(2, '1', 2, 1);
            assertThat(header(known, "polder.schema")).contains("\"name\":\"things\"");
        }
    }

    @Test
    void poisonDoesNotStopTheInbox() throws Exception {
        PortId port = port("poison");
        List<byte[]> poison = new ArrayList<>();
        poison.add(null);
        poison.add(new byte[0]);
        poison.add(new byte[] {0, 0, 0, 0, 1, 2, 3});
        poison.add(new byte[] {(byte) 0xff, (byte) 0xfe, '{'});
        poison.add(utf8("nonsense"));
        poison.add(utf8("[]"));
        poison.add(utf8("[".repeat(100_000)));
        poison.add(utf8("{\"id\":\"a\"}{\"id\":\"b\"}"));
        poison.add(utf8("{\"id\":\"" + "x".repeat(1_000_000) + "\"}"));
        poison.add(new byte[3_000_000]);
        try (KafkaProducer<byte[], byte[]> producer = topics.producer();
                Forwarder forwarder = forwarder(port)) {
            for (byte[] value : poison) {
                producer.send(new ProducerRecord<>(port.inboxTopic(), 0, new byte[100_000], value))
                        .get();
            }
            send(port, 0, 10);

            assertExactly(port, 10);
            List<ConsumerRecord<byte[], byte[]>> dead = topics.committed(port.deadLetterTopic());
            assertThat(dead).hasSize(poison.size());
            assertThat(dead)
                    .extracting(one -> header(one, "polder.code"))
                    .contains("RECORD_SYNTAX", "RECORD_TOO_LARGE");
            assertThat(dead.get(9).value()).hasSize(64 * 1024);
            assertThat(header(dead.get(9), "polder.length")).isEqualTo("3000000");
            assertThat(forwarder.condition().reason()).isEqualTo("Forwarding");
        }
    }

    @ParameterizedTest
    @EnumSource(ForwardStep.class)
    void aCrashAtAnyStepLosesNothingAndWritesNothingTwice(ForwardStep where) {
        PortId port =
                port("crash-" + where.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        AtomicInteger crashes = new AtomicInteger();
        send(port, 0, 3000);
        try (Forwarder forwarder = forwarder(port, step -> {
            if (step == where && crashes.incrementAndGet() <= 3) {
                throw new IllegalStateException("crashed at " + step);
            }
        })) {
            await().atMost(PATIENCE).until(() -> forwarder.condition().reason().equals("Failing"));
            assertThat(forwarder.condition().message()).contains("crashed at " + where);
            send(port, 3000, 6000);

            assertExactly(port, 6000);
            send(port, 6000, 6100);
            assertExactly(port, 6100);
            // What was committed is not read again, so that there are fewer occasions.
            assertThat(crashes.get()).isGreaterThan(where == ForwardStep.COMMITTED ? 0 : 3);
            assertThat(topics.committed(port.deadLetterTopic())).isEmpty();
        }
    }

    @Test
    void theOrderOfAPartitionIsKeptPerKey() {
        PortId port = port("ordered");
        try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
            for (int i = 0; i < 5000; i++) {
                producer.send(new ProducerRecord<>(
                        port.inboxTopic(), i % 2, null, utf8("{\"id\":\"k" + i % 2 + "\",\"n\":" + i + "}")));
            }
        }
        try (Forwarder forwarder = forwarder(port)) {
            await().atMost(PATIENCE).until(() -> topics.committed(port.topic()).size() == 5000);
        }
        for (String key : List.of("[\"k0\"]", "[\"k1\"]")) {
            List<Integer> lengthsAndValues = topics.committed(port.topic()).stream()
                    .filter(record -> new String(record.key()).equals(key))
                    .map(record -> zigzag(record.value(), 5 + 3 + 1))
                    .toList();
            assertThat(lengthsAndValues).hasSize(2500).isSorted();
        }
    }

    /** The number after the id: a union's branch was skipped, a zigzag varint is left. */
    private static int zigzag(byte[] value, int from) {
        int raw = 0;
        int shift = 0;
        for (int i = from; i < value.length; i++) {
            raw |= (value[i] & 0x7f) << shift;
            shift += 7;
        }
        return (raw >>> 1) ^ -(raw & 1);
    }

    @Test
    void twoAtOnceDoNoHarm() {
        PortId port = port("two");
        send(port, 0, 2000);
        List<Forwarder> running = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                running.add(forwarder(port));
                send(port, 2000 + i * 500, 2500 + i * 500);
            }
            assertExactly(port, 5000);
            assertThat(running).anyMatch(Forwarder::isFenced);
        } finally {
            running.forEach(Forwarder::close);
        }
    }

    @Test
    void whatAForeignProducerAbortedIsNotForwarded() throws Exception {
        PortId port = port("aborted");
        try (Forwarder forwarder = forwarder(port);
                KafkaProducer<byte[], byte[]> producer = topics.producer("transactional.id", "foreign")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(port.inboxTopic(), utf8("{\"id\":\"never\"}")))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(port.inboxTopic(), utf8("{\"id\":\"0\"}")))
                    .get();
            producer.commitTransaction();

            assertExactly(port, 1);
        }
    }

    @Test
    void aPortThatIsNotReadyLetsItsInboxWait() {
        PortId port = port("waits");
        AtomicReference<PortLookup.Target> target =
                new AtomicReference<>(new PortLookup.NotProvisioned(port, "its table is being made"));
        AtomicInteger asked = new AtomicInteger();
        try (Forwarder forwarder = forwarder(
                port,
                () -> {
                    asked.incrementAndGet();
                    return target.get();
                },
                ForwardStep.Watch.NONE)) {
            send(port, 0, 20);
            await().atMost(PATIENCE).until(() -> asked.get() > 2);
            assertThat(topics.ids(port)).isEmpty();

            target.set(InboxTopics.target(port));

            assertExactly(port, 20);
        }
    }

    @Test
    void aBrokerThatIsKilledLosesNothing() throws Exception {
        PortId port = port("broker");
        send(port, 0, 5000);
        try (Forwarder forwarder = forwarder(port)) {
            await().atMost(PATIENCE).until(() -> forwarder.condition().status());
            broker.kill();
            broker.restart();
            send(port, 5000, 8000);

            assertExactly(port, 8000);
        }
    }

    @Test
    void aKilledProcessLosesNothingAndWritesNothingTwice(@TempDir Path directory) throws Exception {
        PortId port = port("killed");
        Path client = directory.resolve("client.properties");
        Properties properties = new Properties();
        properties.putAll(broker.clientProperties());
        try (var writer = Files.newBufferedWriter(client)) {
            properties.store(writer, null);
        }
        Random random = new Random(20261122);
        int sent = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = process(client, port, directory.resolve("log"));
            try {
                int before = topics.ids(port).size();
                send(port, sent, sent + 20_000);
                sent += 20_000;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> topics.ids(port).size() > before);
                assertThat(process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS))
                        .isFalse();
            } finally {
                process.destroyForcibly();
            }
            process.waitFor();
        }
        try (Forwarder forwarder = forwarder(port)) {
            assertExactly(port, sent);
        }
    }

    private static Process process(Path client, PortId port, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path")
                                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                        ForwarderProgram.class.getName(),
                        client.toString(),
                        port.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
