package dev.polder.bench.kafka;

import dev.polder.bench.Cpu;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records to a topic that is made for the occasion, as fast as one thread and one {@code KafkaProducer} can. */
public final class Producing {
    /** What every producer of the benchmarks has in common: safe, in large batches. */
    public static final Map<String, Object> SETTINGS = Map.of(
            "acks",
            "all",
            "enable.idempotence",
            true,
            "batch.size",
            256 * 1024,
            "linger.ms",
            5,
            "key.serializer",
            ByteArraySerializer.class.getName());

    /** As many as a port's topic has. */
    private static final int PARTITIONS = 2;
    /** How often the clock is looked at. */
    private static final int STEP = 500;
    /** For the leaders of a new topic. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Producing() {}

    /**
     * Sends for a while, waits for the last acknowledgement, counts what the broker has and deletes it.
     *
     * @param admin of the cluster
     * @param broker for its processor time
     * @param producer properties of the producer
     */
    public static Sent send(
            Admin admin,
            ProcessHandle broker,
            Map<String, Object> producer,
            String topic,
            List<byte[]> records,
            Duration duration)
            throws ExecutionException, InterruptedException {
        create(admin, topic);
        try (KafkaProducer<byte[], byte[]> kafka = new KafkaProducer<>(producer)) {
            kafka.partitionsFor(topic);
            AtomicReference<Exception> failure = new AtomicReference<>();
            AtomicLong acknowledged = new AtomicLong();
            // Called by one thread, the producer's.
            Callback callback = (metadata, problem) -> {
                if (problem == null) {
                    acknowledged.lazySet(acknowledged.get() + 1);
                } else {
                    failure.set(problem);
                }
            };
            long client = Cpu.own();
            long brokerBefore = Cpu.of(broker);
            long start = System.nanoTime();
            long end = start + duration.toNanos();
            long sent = 0;
            int next = 0;
            while (System.nanoTime() < end) {
                for (int i = 0; i < STEP; i++) {
                    kafka.send(new ProducerRecord<>(topic, records.get(next)), callback);
                    next = next + 1 == records.size() ? 0 : next + 1;
                }
                sent += STEP;
            }
            kafka.flush();
            double seconds = (System.nanoTime() - start) / 1e9;
            Sent result = new Sent(sent, seconds, Cpu.own() - client, Cpu.of(broker) - brokerBefore);
            if (failure.get() != null) {
                throw new IllegalStateException("Records were not written: " + failure.get(), failure.get());
            }
            long stored = stored(admin, topic);
            if (acknowledged.get() != sent || stored != sent) {
                throw new IllegalStateException(
                        sent + " records were sent, " + acknowledged + " acknowledged, " + stored + " are there");
            }
            return result;
        } finally {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    /**
     * Makes a topic and waits until its leaders answer. An idempotent producer with several requests on their way stalls when the
     * first is answered NOT_LEADER and the second is taken.
     */
    private static void create(Admin admin, String topic) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                stored(admin, topic);
                return;
            } catch (ExecutionException e) {
                boolean tooEarly = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!tooEarly || System.nanoTime() > limit) {
                    throw e;
                }
            }
            Thread.sleep(20);
        }
    }

    private static long stored(Admin admin, String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }
}
