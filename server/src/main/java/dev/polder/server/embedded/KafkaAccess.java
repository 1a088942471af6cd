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
 * @param userPrefix before the names of principals, in those of their Kafka users: so that no principal's name is by chance that of
 *     somebody whom an existing cluster trusts
 */
public record KafkaAccess(
        String bootstrapServers,
        Map<String, String> clientProperties,
        Optional<Path> processClientFile,
        int replicationFactor,
        String userPrefix) {
    public KafkaAccess {
        Objects.requireNonNull(bootstrapServers);
        clientProperties = Map.copyOf(clientProperties);
        Objects.requireNonNull(processClientFile);
        Objects.requireNonNull(userPrefix);
    }

    /** A cluster of our own, whose users are named as principals are. */
    public KafkaAccess(
            String bootstrapServers,
            Map<String, String> clientProperties,
            Optional<Path> processClientFile,
            int replicationFactor) {
        this(bootstrapServers, clientProperties, processClientFile, replicationFactor, "");
    }

    /** Without the properties: they hold passwords. */
    @Override
    public String toString() {
        return "KafkaAccess[bootstrapServers=" + bootstrapServers + "]";
    }
}
