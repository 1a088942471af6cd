package dev.polder.server.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** {@code kafka}: the cluster that holds the topics. */
public sealed interface KafkaConfig {
    /**
     * A broker of our own.
     *
     * @param heapMegabytes its largest heap
     */
    record Embedded(int port, int controllerPort, int heapMegabytes) implements KafkaConfig {}

    /**
     * A cluster that others run.
     *
     * @param bootstrapServers {@code host:port}, separated by commas
     * @param clientProperties a properties file with the server's client settings: security protocol, SASL
     * @param processClientProperties the same for the Spark process, which only reads; the server's when absent
     * @param replicationFactor of topics that Polder makes
     */
    record External(
            String bootstrapServers,
            Optional<Path> clientProperties,
            Optional<Path> processClientProperties,
            int replicationFactor)
            implements KafkaConfig {
        public External {
            Objects.requireNonNull(bootstrapServers);
            Objects.requireNonNull(clientProperties);
            Objects.requireNonNull(processClientProperties);
        }
    }
}
