package dev.polder.server.ingest.batch;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Time;

/**
 * Writes records to topics in batches of its own making, see the package. Thread-safe.
 *
 * <p>Every record that is handed over is reported to its {@link Receipt} once: written, or failed after the configured patience.
 */
public final class BatchProducer implements AutoCloseable {
    /** What Kafka takes by default ({@code max.message.bytes} is 1,048,588); a record of the gate's limit has room in it. */
    private static final int LARGEST_BATCH = 1024 * 1024;

    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final long TOUCH_MILLIS = 30_000;

    private final BatchConfig config;
    private final KafkaConnection kafka;
    private final Sender sender;
    private final Thread thread;
    private final Memory memory;
    private final Map<String, TopicQueue> topics = new ConcurrentHashMap<>();

    public BatchProducer(BatchConfig config) {
        this.config = config;
        this.kafka = new KafkaConnection(config);
        this.sender = new Sender(
                kafka, new Compressor(config.compression()), config.patience().toMillis());
        this.memory = new Memory(config.memoryBytes(), config.roomPatience());
        this.thread = new Thread(sender, "kafka-batches");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Hands records over, in their order. Waits while too much is on its way.
     *
     * @param receipt told of every record; not at all when this throws
     * @throws PolderException OVERLOADED when there was no room in time; UNAVAILABLE when the topic cannot be found
     */
    public void append(String topic, RecordBuffer records, Receipt receipt) {
        if (records.count() == 0) {
            return;
        }
        TopicQueue queue = queue(topic);
        if (!hasRoom(records.footprint())) {
            throw new PolderException(
                    Code.OVERLOADED,
                    "Kafka takes records more slowly than they come",
                    "Send the body again later, or fewer at once");
        }
        append(queue, records, receipt);
    }

    /**
     * Hands records over if nobody has to wait for that.
     *
     * @param receipt told of every record; not at all when this is false
     * @return false when there is no room right now, or the topic has to be looked for first
     */
    public boolean appendAtOnce(String topic, RecordBuffer records, Receipt receipt) {
        Optional<TopicQueue> queue = known(topic, Time.SYSTEM.milliseconds());
        if (queue.isEmpty() || records.count() == 0 || !memory.takeAtOnce(records.footprint())) {
            return false;
        }
        append(queue.get(), records, receipt);
        return true;
    }

    private void append(TopicQueue queue, RecordBuffer records, Receipt receipt) {
        Receipt charged = (count, bytes, failure) -> {
            memory.give((int) bytes);
            receipt.done(count, bytes, failure);
        };
        sender.look(queue.append(records, Time.SYSTEM.milliseconds(), charged));
    }

    private boolean hasRoom(int bytes) {
        try {
            return memory.take(bytes);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private TopicQueue queue(String topic) {
        long now = Time.SYSTEM.milliseconds();
        Optional<TopicQueue> known = known(topic, now);
        if (known.isPresent()) {
            return known.get();
        }
        kafka.metadata().add(topic, now);
        Cluster cluster = clusterWith(topic, now);
        return topics.compute(topic, (name, earlier) -> {
            int partitions = cluster.partitionCountForTopic(name);
            TopicQueue queue = earlier != null && earlier.id().equals(cluster.topicId(name))
                    ? earlier
                    : new TopicQueue(name, cluster.topicId(name), partitions, LARGEST_BATCH);
            queue.grow(partitions);
            queue.touch(now);
            return queue;
        });
    }

    private Optional<TopicQueue> known(String topic, long now) {
        return Optional.ofNullable(topics.get(topic))
                .filter(queue -> now - queue.touchedAt() < TOUCH_MILLIS
                        && isCurrent(queue, kafka.metadata().fetch()));
    }

    private static boolean isCurrent(TopicQueue queue, Cluster cluster) {
        Integer count = cluster.partitionCountForTopic(queue.topic());
        return count != null
                && count <= queue.partitionCount()
                && cluster.topicId(queue.topic()).equals(queue.id());
    }

    /** The cluster as soon as it knows the topic. */
    private Cluster clusterWith(String topic, long start) {
        long until = start + config.patience().toMillis();
        long unknownUntil = start + Sender.UNKNOWN_TOPIC_MILLIS;
        while (true) {
            int version = kafka.metadata().updateVersion();
            Cluster cluster = kafka.metadata().fetch();
            if (cluster.partitionCountForTopic(topic) != null) {
                return cluster;
            }
            long now = Time.SYSTEM.milliseconds();
            Optional<Errors> error = Optional.ofNullable(kafka.metadata().getError(topic));
            boolean given = error.isPresent() && error.get() == Errors.TOPIC_AUTHORIZATION_FAILED
                    || error.isPresent() && now > unknownUntil
                    || now > until;
            if (given) {
                throw unavailable(topic, error.map(Errors::message).orElse("no broker answers"));
            }
            try {
                kafka.metadata().requestUpdateForTopic(topic);
                kafka.client().wakeup();
                kafka.metadata().awaitUpdate(version, Time.SYSTEM.timer(Math.min(500, Math.max(1, until - now))));
            } catch (TimeoutException stillWaiting) {
                // Looked at again above.
            } catch (KafkaException e) {
                throw unavailable(topic, e.getMessage());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private static PolderException unavailable(String topic, String why) {
        return new PolderException(
                Code.UNAVAILABLE,
                "The topic " + topic + " cannot be written: " + why,
                "Send the body again later; polder status shows the parts");
    }

    private static PolderException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PolderException(Code.UNAVAILABLE, "The server is stopping", "Send the body again later", e);
    }

    /** Sends what was handed over, for 10 seconds at most. */
    @Override
    public void close() {
        sender.stop(Time.SYSTEM.milliseconds() + CLOSING.toMillis());
        try {
            thread.join(CLOSING.plusSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
