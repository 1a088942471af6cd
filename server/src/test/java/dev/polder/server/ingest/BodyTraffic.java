package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.RecordFormat;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.privacy.PortSeals;
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
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Threads that send bodies of records to a port while something happens to Kafka, and what its topic must hold afterwards. */
final class BodyTraffic {
    static final int THREADS = 4;

    private static final int KEYS = 20;
    private static final int SCHEMA_ID = 9;

    private final FixedPorts ports = new FixedPorts();
    private final Map<String, String> client;
    private final int records;
    private final Duration pause;

    /**
     * @param records how many a body has
     * @param pause of a thread after each body
     */
    BodyTraffic(Map<String, String> client, int records, Duration pause) {
        this.client = client;
        this.records = records;
        this.pause = pause;
    }

    /** What became of the bodies that threads sent, by thread and number. */
    record Sent(Map<String, Boolean> acknowledged, List<PolderException> refusals, AtomicInteger takenAtOnce) {}

    interface Disturbance {
        void happen(Answers answers) throws Exception;
    }

    /** How many bodies have an answer. */
    static final class Answers {
        private final AtomicInteger count = new AtomicInteger();

        void awaitMore(int more) {
            int before = count.get();
            await().atMost(Duration.ofSeconds(100)).until(() -> count.get() >= before + more);
        }

        /** Sees that no body is answered for a while, but for those whose answers are on their way already. */
        void awaitNone(Duration time) {
            int before = count.get();
            await().during(time).atMost(time.multipliedBy(2)).until(() -> count.get() <= before + THREADS);
        }
    }

    /** A port whose records this can send. */
    PortId port(String name) {
        PortId port = PortId.parse("sales.orders." + name + ".v1");
        ports.add(port, SCHEMA_ID, TestContracts.object("""
                - {name: id, logicalType: string, required: true, primaryKey: true}
                - {name: body, logicalType: integer, required: true}
                - {name: n, logicalType: integer, required: true}
                """));
        return port;
    }

    /** Lets threads write bodies while something happens, some times. */
    Sent write(PortId port, RecordWriter writer, int rounds, Disturbance disturbance) throws Exception {
        Sent sent = new Sent(
                Collections.synchronizedMap(new HashMap<>()),
                Collections.synchronizedList(new ArrayList<>()),
                new AtomicInteger());
        AtomicBoolean over = new AtomicBoolean();
        Answers answers = new Answers();
        List<Thread> threads = new ArrayList<>();
        try (TopicWriter letters = new TopicWriter(client, "none")) {
            IngestService service =
                    new IngestService(ports, writer, letters, new NoAnswers(), DriftKeeper.NONE, PortSeals.NONE);
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                Thread sender = new Thread(() -> {
                    for (int body = 0; !over.get(); body++) {
                        send(service, port, thread, body, sent);
                        answers.count.incrementAndGet();
                        LockSupport.parkNanos(pause.toNanos());
                    }
                });
                sender.start();
                threads.add(sender);
            }
            try {
                for (int round = 0; round < rounds; round++) {
                    answers.awaitMore(2 * THREADS);
                    disturbance.happen(answers);
                }
                answers.awaitMore(THREADS);
            } finally {
                over.set(true);
                for (Thread sender : threads) {
                    sender.join();
                }
            }
        }
        return sent;
    }

    private void send(IngestService service, PortId port, int thread, int body, Sent sent) {
        boolean acknowledged = false;
        try {
            if (body % 2 == 0 || !isTakenAtOnce(service, port, body(thread, body), sent)) {
                service.take(new IngestService.Request(
                        port.address(),
                        OptionalInt.empty(),
                        RecordFormat.NDJSON,
                        new ByteArrayInputStream(body(thread, body)),
                        "test",
                        Optional.empty()));
            }
            acknowledged = true;
        } catch (PolderException e) {
            sent.refusals().add(e);
        }
        sent.acknowledged().put(thread + " " + body, acknowledged);
    }

    /** Writes a body as it is done with small ones, whose records are not waited for by a thread. */
    private boolean isTakenAtOnce(IngestService service, PortId port, byte[] body, Sent sent) {
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
                    .isEqualTo(records);
        } catch (CompletionException e) {
            if (e.getCause() instanceof PolderException refusal) {
                throw refusal;
            }
            throw e;
        }
        return true;
    }

    private byte[] body(int thread, int body) {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < records; n++) {
            lines.append("{\"id\":\"" + thread + "-" + n % KEYS + "\",\"body\":" + body + ",\"n\":" + n + "}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Every acknowledged record is there once, others at most once, and those of one key in their order. */
    void check(PortId port, TestTopics topics, Sent sent) {
        Map<String, Long> lastOfKey = new HashMap<>();
        Map<String, Integer> perBody = new HashMap<>();
        topics.read(port.topic(), record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            long[] place = numbers(record);
            long position = place[0] * records + place[1];
            Long last = lastOfKey.put(key, position);
            if (last != null && position <= last) {
                throw new AssertionError(key + " has " + position + " after " + last);
            }
            assertThat(record.timestamp()).isPositive();
            perBody.merge(key.substring(2, key.indexOf('-')) + " " + place[0], 1, Integer::sum);
        });
        // Strictly growing positions cannot repeat, so the right count means every record exactly once.
        sent.acknowledged().forEach((body, acknowledged) -> {
            int there = perBody.getOrDefault(body, 0);
            if (acknowledged) {
                assertThat(there).as("body %s", body).isEqualTo(records);
            } else {
                assertThat(there).as("body %s", body).isLessThanOrEqualTo(records);
            }
        });
        assertThat(sent.acknowledged().keySet()).containsAll(perBody.keySet());
        assertThat(sent.takenAtOnce()).hasPositiveValue();
    }

    /** The two last fields, which are required: Avro writes them plainly one after the other. */
    private static long[] numbers(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
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
}
