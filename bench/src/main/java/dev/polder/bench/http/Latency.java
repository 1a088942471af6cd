package dev.polder.bench.http;

import dev.polder.bench.data.Orders;
import dev.polder.bench.data.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * From the moment a record ought to be posted until a consumer has it: one record per request, at a steady rate whatever the server
 * does, so that a pause is seen in every record that it delays.
 */
final class Latency {
    private static final int CONNECTIONS = 8;
    private static final int PER_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final String token;
    private final Map<String, Object> kafka;
    private int nextOrder;

    Latency(int port, String token, Map<String, Object> kafka, int firstOrder) {
        this.port = port;
        this.token = token;
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("key.deserializer", ByteArrayDeserializer.class.getName());
        this.kafka.put("value.deserializer", ByteArrayDeserializer.class.getName());
        this.nextOrder = firstOrder;
    }

    /** Milliseconds of every record, sorted. */
    double[] run(Duration duration) throws ExecutionException, InterruptedException {
        int count = (int) (duration.toMillis() * PER_SECOND / 1_000);
        int first = nextOrder;
        nextOrder += count;
        Records orders = Orders.valid(first, count);
        long[] due = new long[count];
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka)) {
            List<TopicPartition> partitions = consumer.partitionsFor(PolderServer.TOPIC).stream()
                    .map(partition -> new TopicPartition(PolderServer.TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            long start = System.nanoTime() + 200_000_000L;
            for (int i = 0; i < count; i++) {
                due[i] = start + i * (1_000_000_000L / PER_SECOND);
            }
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int offset = i;
                senders.add(threads.submit(() -> {
                    send(orders, due, offset);
                    return null;
                }));
            }
            double[] milliseconds = receive(consumer, first, due);
            for (Future<?> sender : senders) {
                sender.get();
            }
            Arrays.sort(milliseconds);
            return milliseconds;
        } finally {
            threads.shutdownNow();
        }
    }

    static double percentile(double[] sorted, double percent) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(percent / 100 * sorted.length))];
    }

    private void send(Records orders, long[] due, int offset) throws IOException, InterruptedException {
        try (Connection connection = new Connection(port)) {
            for (int i = offset; i < due.length; i += CONNECTIONS) {
                byte[] request = Connection.request(port, token, orders.body(), orders.start(i), orders.end(i));
                for (long wait = due[i] - System.nanoTime(); wait > 0; wait = due[i] - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                connection.post(request);
            }
        }
    }

    private static double[] receive(KafkaConsumer<byte[], byte[]> consumer, int first, long[] due) {
        double[] milliseconds = new double[due.length];
        long limit = due[due.length - 1] + PATIENCE.toNanos();
        int received = 0;
        while (received < due.length) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                int index = number(record.value()) - first;
                if (index >= 0 && index < due.length && milliseconds[index] == 0) {
                    milliseconds[index] = (System.nanoTime() - due[index]) / 1e6;
                    received++;
                }
            }
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("only " + received + " of " + due.length + " records arrived");
            }
        }
        return milliseconds;
    }

    /** The order's number: framing (5), length of the text (1), {@code ORD-}, eight digits. */
    private static int number(byte[] value) {
        return Integer.parseInt(new String(value, 10, 8, StandardCharsets.US_ASCII));
    }
}
