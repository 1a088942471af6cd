package dev.polder.server.deadletters;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.kafka.KafkaAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads dead-letter topics, only what transactions have committed. For one thread. */
final class LetterReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(45).toNanos();
    /** Reading on is cheaper than asking anew for what lies this near. */
    private static final long NEAR = 2000;

    private final KafkaConsumer<byte[], byte[]> consumer;

    LetterReader(Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "polder-dead-letters");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Reads a range to its end.
     *
     * @param to waited for: where an open transaction stands before it, until that is decided
     * @param sink takes messages and the position after them
     * @throws PolderException UNAVAILABLE when the end is not reached in time
     */
    void read(
            TopicPartition partition, long from, long to, ObjLongConsumer<List<ConsumerRecord<byte[], byte[]>>> sink) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long position = from;
        long progress = System.nanoTime();
        while (position < to) {
            List<ConsumerRecord<byte[], byte[]>> messages = poll(partition);
            long next = consumer.position(partition);
            if (next > position) {
                sink.accept(messages, next);
                position = next;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > PATIENCE_NANOS) {
                throw new PolderException(
                        Code.UNAVAILABLE,
                        partition + " cannot be read beyond offset " + position + ": a transaction is open there",
                        "Kafka ends it within a minute; try again then");
            }
        }
    }

    /** Takes messages one by one; says whether to go on. */
    interface Sink {
        boolean take(ConsumerRecord<byte[], byte[]> message);
    }

    /**
     * Reads single messages; those that the topic does not hold any more are left out.
     *
     * @param offsets in order
     */
    void read(TopicPartition partition, List<Long> offsets, Sink sink) {
        consumer.assign(List.of(partition));
        long position = -1;
        int index = 0;
        long first = consumer.beginningOffsets(List.of(partition)).get(partition);
        long progress = System.nanoTime();
        while (index < offsets.size()) {
            long wanted = offsets.get(index);
            if (wanted < first) {
                index++;
                continue;
            }
            if (position < 0 || wanted < position || wanted - position > NEAR) {
                consumer.seek(partition, wanted);
                position = wanted;
            }
            for (ConsumerRecord<byte[], byte[]> message : poll(partition)) {
                while (index < offsets.size() && offsets.get(index) < message.offset()) {
                    index++;
                }
                if (index < offsets.size() && offsets.get(index) == message.offset()) {
                    index++;
                    if (!sink.take(message)) {
                        return;
                    }
                }
            }
            long next = consumer.position(partition);
            if (next > position) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > PATIENCE_NANOS) {
                throw new PolderException(
                        Code.UNAVAILABLE,
                        partition + " cannot be read at offset " + position,
                        "Try again in a moment; 'polder status' shows the parts");
            }
            position = next;
            while (index < offsets.size() && offsets.get(index) < position) {
                index++;
            }
        }
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }

    private List<ConsumerRecord<byte[], byte[]>> poll(TopicPartition partition) {
        try {
            return new ArrayList<>(consumer.poll(POLL).records(partition));
        } catch (KafkaException e) {
            throw KafkaAnswer.unavailable(e);
        }
    }
}
