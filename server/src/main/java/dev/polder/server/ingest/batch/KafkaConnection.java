package dev.polder.server.ingest.batch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/** Kafka's own client below its producer: connections with their security, API versions, metadata. The client is for one thread. */
final class KafkaConnection implements AutoCloseable {
    private static final String NAME = "polder-batches";
    private static final int REQUESTS_AT_ONCE = 5;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final Metrics metrics;
    private final ProducerMetadata metadata;
    private final NetworkClient client;
    private final int requestTimeoutMillis;

    KafkaConnection(BatchConfig batches) {
        Map<String, Object> properties = new HashMap<>(batches.clientProperties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, NAME);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        // Leaves the buffer to the operating system, which knows the way.
        properties.putIfAbsent(ProducerConfig.SEND_BUFFER_CONFIG, -1);
        this.requestTimeoutMillis =
                (int) Math.min(REQUEST_TIMEOUT.toMillis(), batches.patience().toMillis() / 2);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeoutMillis);
        properties.remove(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        ProducerConfig config = new ProducerConfig(properties);
        LogContext log = new LogContext("[" + NAME + "] ");
        this.metrics = new Metrics(Time.SYSTEM);
        this.metadata = new ProducerMetadata(
                config.getLong(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                config.getLong(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
                config.getLong(ProducerConfig.METADATA_MAX_AGE_CONFIG),
                config.getLong(ProducerConfig.METADATA_MAX_IDLE_CONFIG),
                log,
                new ClusterResourceListeners());
        List<String> servers = config.getList(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
        ClientUtils.maybeBootstrapMetadataSynchronously(config, servers, metadata);
        this.client = ClientUtils.createNetworkClient(
                config,
                servers,
                metrics,
                "producer",
                log,
                new ApiVersions(),
                Time.SYSTEM,
                REQUESTS_AT_ONCE,
                metadata,
                null,
                null);
    }

    NetworkClient client() {
        return client;
    }

    /** Thread-safe. */
    ProducerMetadata metadata() {
        return metadata;
    }

    int requestTimeoutMillis() {
        return requestTimeoutMillis;
    }

    @Override
    public void close() {
        metadata.close();
        client.close();
        metrics.close();
    }
}
