package dev.polder.server.inbox;

import dev.polder.core.name.PortId;
import dev.polder.gate.WriterSchemas;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.ingest.PortLookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards one inbox until something fails; then a new one goes on where the last transaction ended.
 *
 * <p>Exactly once: the records and the offsets up to which the inbox was read are one transaction. The transactional id is the port's: whoever
 * begins ends what another left open and fences it off, so that two at once, or one that was thought dead, do no harm. What was read counts only
 * from the committed offsets, which are asked for after that.
 */
final class Forwarding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    /** How long records are gathered into one transaction, at most. */
    private static final long GATHER_NANOS = Duration.ofMillis(50).toNanos();

    private static final long MOST_BYTES = 16L << 20;
    private static final Duration OFFSETS_KEPT = Duration.ofHours(1);
    private static final Duration PARTITIONS_KNOWN = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final PortId port;
    private final Supplier<PortLookup.Target> lookup;
    private final WriterSchemas.Source schemas;
    private final DriftKeeper drift;
    private final ForwardStep.Watch watch;
    private final ConsumerGroupMetadata group;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private Optional<InboxGate> gate = Optional.empty();
    private Optional<String> lost = Optional.empty();
    private long partitionsAt;
    private long committedAt = System.nanoTime();
    private boolean broken;

    /** Connects and fences off whoever forwarded before. */
    Forwarding(
            PortId port,
            Supplier<PortLookup.Target> lookup,
            WriterSchemas.Source schemas,
            DriftKeeper drift,
            Map<String, String> client,
            ForwardStep.Watch watch) {
        this.port = port;
        this.schemas = schemas;
        this.drift = drift;
        this.lookup = lookup;
        this.watch = watch;
        this.group = new ConsumerGroupMetadata(group(port));
        this.producer =
                new KafkaProducer<>(producing(port, client), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            this.consumer = new KafkaConsumer<>(
                    consuming(port, client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** The consumer group whose offsets say how far an inbox is forwarded. */
    static String group(PortId port) {
        return "polder." + port.inboxTopic();
    }

    /** Records of the inbox that were gone before they were forwarded, as a sentence. */
    Optional<String> lost() {
        return lost;
    }

    /**
     * Forwards until told to stop.
     *
     * @param alive is told whenever all is well
     * @throws RuntimeException when something fails; nothing of the last transaction counts
     */
    void run(BooleanSupplier stopped, Runnable alive) {
        try {
            while (!stopped.getAsBoolean()) {
                watchPartitions();
                step(alive);
            }
        } catch (RuntimeException e) {
            broken = true;
            throw e;
        }
    }

    private void step(Runnable alive) {
        ConsumerRecords<byte[], byte[]> records = poll();
        if (records.isEmpty()) {
            alive.run();
            passMarkers();
            return;
        }
        long started = System.nanoTime();
        Optional<InboxGate> ready = gate();
        if (ready.isEmpty()) {
            rewind();
            return;
        }
        watch.at(ForwardStep.READ);
        producer.beginTransaction();
        long bytes = 0;
        while (!records.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                producer.send(ready.get().forwarded(record));
                bytes += Math.max(0, record.serializedValueSize());
            }
            if (bytes >= MOST_BYTES || System.nanoTime() - started >= GATHER_NANOS) {
                break;
            }
            records = consumer.poll(Duration.ZERO);
        }
        watch.at(ForwardStep.SENT);
        commit();
        alive.run();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(IDLE);
        } catch (OffsetOutOfRangeException e) {
            skipWhatIsGone(e);
            return consumer.poll(IDLE);
        }
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
        Map<TopicPartition, Long> positions = positions();
        positions.forEach((partition, position) -> read.put(partition, new OffsetAndMetadata(position)));
        producer.sendOffsetsToTransaction(read, group);
        watch.at(ForwardStep.OFFSETS_SENT);
        producer.commitTransaction();
        gate.ifPresent(InboxGate::committed);
        committed.putAll(positions);
        committedAt = System.nanoTime();
        watch.at(ForwardStep.COMMITTED);
    }

    /**
     * Ends and aborted transactions of producers have offsets too: without them the inbox would never look read to its end. And Kafka forgets
     * offsets that nobody commits for long; the inbox would be forwarded from its beginning, all of it twice.
     */
    private void passMarkers() {
        if (!positions().equals(committed) || System.nanoTime() - committedAt > OFFSETS_KEPT.toNanos()) {
            producer.beginTransaction();
            commit();
        }
    }

    private Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, consumer.position(partition));
        }
        return positions;
    }

    /** The gate of the newest contract; empty while the port is not provisioned. */
    private Optional<InboxGate> gate() {
        if (lookup.get() instanceof PortLookup.Provisioned target) {
            if (gate.isEmpty() || !gate.get().isOf(target)) {
                gate = Optional.of(new InboxGate(target, schemas, drift));
            }
            return gate;
        }
        return Optional.empty();
    }

    private void rewind() {
        committed.forEach(consumer::seek);
        try {
            Thread.sleep(IDLE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchPartitions() {
        if (!committed.isEmpty() && System.nanoTime() - partitionsAt < PARTITIONS_KNOWN.toNanos()) {
            return;
        }
        List<TopicPartition> found = new ArrayList<>();
        consumer.partitionsFor(port.inboxTopic())
                .forEach(partition -> found.add(new TopicPartition(port.inboxTopic(), partition.partition())));
        partitionsAt = System.nanoTime();
        if (found.isEmpty()) {
            throw new KafkaException("There is no topic " + port.inboxTopic());
        }
        List<TopicPartition> added = found.stream()
                .filter(partition -> !committed.containsKey(partition))
                .toList();
        if (added.isEmpty()) {
            return;
        }
        consumer.assign(found);
        committed.forEach(consumer::seek);
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(added));
        List<TopicPartition> untouched =
                added.stream().filter(partition -> known.get(partition) == null).toList();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(untouched);
        for (TopicPartition partition : added) {
            OffsetAndMetadata offset = known.get(partition);
            long start = offset == null ? beginnings.get(partition) : offset.offset();
            consumer.seek(partition, start);
            committed.put(partition, start);
        }
    }

    private void skipWhatIsGone(OffsetOutOfRangeException e) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(e.partitions());
        e.offsetOutOfRangePartitions().forEach((partition, offset) -> {
            long begin = beginnings.get(partition);
            LOG.error(
                    "Records of an inbox were gone before they were forwarded partition={} from={} to={}",
                    partition,
                    offset,
                    begin);
            lost = Optional.of("Partition " + partition.partition() + " of " + partition.topic()
                    + " lost the records from offset " + offset + " to " + begin + " before they were forwarded");
            consumer.seek(partition, begin);
        });
    }

    /** After a failure nothing more is sent; the broker ends the open transaction, or the next one who begins. */
    @Override
    public void close() {
        try {
            producer.close(broken ? Duration.ZERO : CLOSING);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSING));
        }
    }

    private static Map<String, Object> producing(PortId port, Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "polder-inbox-" + port.topic());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group(port));
        // Not longer than readers of committed records may have to wait for a server that is gone for good.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
        return properties;
    }

    private static Map<String, Object> consuming(PortId port, Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "polder-inbox-" + port.topic());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(port));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }
}
