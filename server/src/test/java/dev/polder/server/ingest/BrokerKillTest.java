package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.RecordFormat;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.ingest.batch.BatchConfig;
import dev.polder.server.ingest.batch.BatchProducer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The broker is killed or frozen again and again while several threads write large bodies directly. {@code -Dpolder.kill.rounds=N}
 * for how often.
 */
class BrokerKillTest {
    private static final int ROUNDS = Integer.getInteger("polder.kill.rounds", 2);
    private static final int THREADS = 4;
    private static final int RECORDS = 4000;
    private static final int KEYS = 20;
    private static final int SCHEMA_ID = 9;

    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static FixedPorts ports;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        ports = new FixedPorts();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static PortId port(String name) {
        PortId port = PortId.parse("sales.orders." + name + ".v1");
        topics.create(port);
        ports.add(port, SCHEMA_ID, TestContracts.object("""
                - {name: id, logicalType: string, required: true, primaryKey: true}
                - {name: body, logicalType: integer, required: true}
                - {name: n, logicalType: integer, required: true}
                """));
        return port;
    }

    private static RecordWriter writer(Duration patience) {
        return new BatchWriter(new BatchProducer(new BatchConfig(
                broker.clientProperties(), "none", patience, 48 * 1024 * 1024, Duration.ofSeconds(10))));
    }

    /** What became of the bodies that threads sent, by thread and number. */
    private record Sent(Map<String, Boolean> acknowledged, List<PolderException> refusals, AtomicInteger takenAtOnce) {}

    private interface Disturbance {
        void happen() throws InterruptedException;
    }

    /** Lets threads write bodies while something happens, some times. */
    private static Sent write(PortId port, RecordWriter records, int rounds, Disturbance disturbance)
            throws InterruptedException {
        Sent sent = new Sent(
                Collections.synchronizedMap(new HashMap<>()),
                Collections.synchronizedList(new ArrayList<>()),
                new AtomicInteger());
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        try (TopicWriter letters = new TopicWriter(broker.clientProperties(), "none")) {
            IngestService service = new IngestService(ports, records, letters, new NoAnswers(), DriftKeeper.NONE);
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                Thread writer = new Thread(() -> {
                    for (int body = 0; !over.get(); body++) {
                        boolean acknowledged = false;
                        try {
                            if (body % 2 == 0 || !isTakenAtOnce(service, port, body(thread, body), sent)) {
                                service.take(request(port, body(thread, body)));
                            }
                            acknowledged = true;
                        } catch (PolderException e) {
                            sent.refusals().add(e);
                        }
                        sent.acknowledged().put(thread + " " + body, acknowledged);
                        answered.incrementAndGet();
                    }
                });
                writer.start();
                threads.add(writer);
            }
            for (int round = 0; round < rounds; round++) {
                awaitAnswers(answered, 2 * THREADS);
                disturbance.happen();
            }
            awaitAnswers(answered, THREADS);
            over.set(true);
            for (Thread writer : threads) {
                writer.join();
            }
        }
        return sent;
    }

    /** Writes a body as it is done with small ones, whose records are not waited for by a thread. */
    private static boolean isTakenAtOnce(IngestService service, PortId port, byte[] body, Sent sent) {
        CompletableFuture<IngestAnswer> answer = new CompletableFuture<>();
        boolean taken = service.takeAtOnce(
                port.address(), RecordFormat.NDJSON, new ByteArrayInputStream(body), new SmallDelivery.Answering() {
                    @Override
                    public void written(IngestAnswer what) {
                        answer.complete(what);
                    }

                    @Override
                    public void failed(PolderException refusal) {
                        answer.completeExceptionally(refusal);
                    }
                });
        if (!taken) {
            return false;
        }
        sent.takenAtOnce().incrementAndGet();
        try {
            assertThat(answer.orTimeout(100, TimeUnit.SECONDS).join().accepted())
                    .isEqualTo(RECORDS);
        } catch (CompletionException e) {
            if (e.getCause() instanceof PolderException refusal) {
                throw refusal;
            }
            throw e;
        }
        return true;
    }

    private static void awaitAnswers(AtomicInteger answered, int more) {
        int before = answered.get();
        await().atMost(Duration.ofSeconds(100)).until(() -> answered.get() >= before + more);
    }

    private static byte[] body(int thread, int body) {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < RECORDS; n++) {
            lines.append("{\"id\":\"" + thread + "-" + n % KEYS + "\",\"body\":" + body + ",\"n\":" + n + "}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static IngestService.Request request(PortId port, byte[] body) {
        return new IngestService.Request(
                port.address(),
                OptionalInt.empty(),
                RecordFormat.NDJSON,
                new ByteArrayInputStream(body),
                "test",
                Optional.empty());
    }

    /** Every acknowledged record is there once, others at most once, and those of one key in their order. */
    private static void check(PortId port, Sent sent) {
        Map<String, Long> lastOfKey = new HashMap<>();
        Map<String, Integer> perBody = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.read(port.topic())) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            long[] place = numbers(record.value());
            long position = place[0] * RECORDS + place[1];
            Long last = lastOfKey.put(key, position);
            assertThat(position).as("order of %s", key).isGreaterThan(last == null ? -1 : last);
            assertThat(record.timestamp()).isPositive();
            perBody.merge(key.substring(2, key.indexOf('-')) + " " + place[0], 1, Integer::sum);
        }
        // Strictly growing positions cannot repeat, so the right count means every record exactly once.
        sent.acknowledged().forEach((body, acknowledged) -> {
            int there = perBody.getOrDefault(body, 0);
            if (acknowledged) {
                assertThat(there).as("body %s", body).isEqualTo(RECORDS);
            } else {
                assertThat(there).as("body %s", body).isLessThanOrEqualTo(RECORDS);
            }
        });
        assertThat(sent.acknowledged().keySet()).containsAll(perBody.keySet());
        assertThat(sent.takenAtOnce()).hasPositiveValue();
    }

    /** The two last fields, which are required: Avro writes them plainly one after the other. */
    private static long[] numbers(byte[] value) {
        int at = 5;
        at += 1 + value[at] / 2; // the id's length and the id
        long[] numbers = new long[2];
        for (int i = 0; i < 2; i++) {
            long zigzag = 0;
            int shift = 0;
            byte part;
            do {
                part = value[at++];
                zigzag |= (long) (part & 0x7f) << shift;
                shift += 7;
            } while (part < 0);
            numbers[i] = (zigzag >>> 1) ^ -(zigzag & 1);
        }
        return numbers;
    }

    @Test
    void aBrokerThatIsKilledAmongBodiesLosesNothingAndDoublesNothing() throws Exception {
        PortId port = port("killed");
        try (RecordWriter records = writer(Duration.ofSeconds(45))) {
            Sent sent = write(port, records, ROUNDS, () -> {
                broker.kill();
                broker.restart();
            });

            check(port, sent);
            assertThat(sent.refusals()).isEmpty();
        }
    }

    @Test
    void aBrokerThatFreezesIsSentTheSameBatchesAgain() throws Exception {
        PortId port = port("frozen");
        // Requests are given up after half of the patience.
        try (RecordWriter records = writer(Duration.ofSeconds(6))) {
            Sent sent = write(port, records, Math.max(1, ROUNDS / 2), () -> broker.freeze(Duration.ofMillis(3800)));

            check(port, sent);
        }
    }

    @Test
    void whatIsGivenUpIsThereAtMostOnce() throws Exception {
        PortId port = port("given-up");
        try (RecordWriter records = writer(Duration.ofSeconds(2))) {
            Sent sent = write(port, records, Math.max(1, ROUNDS / 2), () -> {
                broker.kill();
                broker.restart();
            });

            check(port, sent);
            assertThat(sent.refusals())
                    .isNotEmpty()
                    .allSatisfy(refusal -> assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE));
        }
    }
}
