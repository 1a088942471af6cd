package dev.polder.server.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes to topics: every record acknowledged by all replicas, none twice by our own retries, those of one key in their order.
 * One producer for all requests, so that small ones share batches. Thread-safe.
 */
public final class TopicWriter implements AutoCloseable {
    /** A broker that died is back within this time, or the request fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;

    /**
     * @param clientProperties how to reach Kafka, {@code bootstrap.servers} included
     * @param compression as Kafka's {@code compression.type}
     */
    public TopicWriter(Map<String, String> clientProperties, String compression) {
        this(clientProperties, compression, PATIENCE);
    }

    TopicWriter(Map<String, String> clientProperties, String compression, Duration patience) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "polder-gateway");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // With more, a partition that refuses the first batch of its life and takes the second, which it may as it
        // knows
        // no number yet, has them in the wrong order and refuses the first for ever.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 48L * 1024 * 1024);
        // The largest record is 1,000,000 bytes, its headers are bounded.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(10_000, patience.toMillis() / 2));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Starts what one request writes. */
    Writing begin(Delivery delivery) {
        return new Writing(producer, delivery);
    }

    /** Sends what is still buffered. */
    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
