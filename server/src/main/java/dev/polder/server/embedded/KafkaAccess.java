package dev.polder.server.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to connect to the Kafka cluster.
 *
 * @param clientProperties what the server's clients need, {@code bootstrap.servers} included
 * @param processClientFile a properties file for the Spark process; empty when it needs none
 * @param replicationFactor of topics that Polder makes
 */
public record KafkaAccess(
        String bootstrapServers,
        Map<String, String> clientProperties,
        Optional<Path> processClientFile,
        int replicationFactor) {
    public KafkaAccess {
        Objects.requireNonNull(bootstrapServers);
        clientProperties = Map.copyOf(clientProperties);
        Objects.requireNonNull(processClientFile);
    }

    /** Without the properties: they hold passwords. */
    @Override
    public String toString() {
        return "KafkaAccess[bootstrapServers=" + bootstrapServers + "]";
    }
}
