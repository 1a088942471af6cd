package dev.polder.server.ingest.batch;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How batches are written.
 *
 * @param clientProperties how to reach Kafka, {@code bootstrap.servers} included
 * @param compression as Kafka's {@code compression.type}: none, lz4, …
 * @param patience how long a broker may be away before records fail
 * @param memoryBytes how much may be on its way
 * @param roomPatience how long a request waits for room
 */
public record BatchConfig(
        Map<String, String> clientProperties,
        String compression,
        Duration patience,
        int memoryBytes,
        Duration roomPatience) {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int MEMORY = 48 * 1024 * 1024;
    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(10);

    public BatchConfig {
        clientProperties = Map.copyOf(clientProperties);
        Objects.requireNonNull(compression);
        Objects.requireNonNull(patience);
        Objects.requireNonNull(roomPatience);
    }

    public static BatchConfig of(Map<String, String> clientProperties, String compression) {
        return new BatchConfig(clientProperties, compression, PATIENCE, MEMORY, ROOM_PATIENCE);
    }

    /** Without the properties: they hold passwords. */
    @Override
    public String toString() {
        return "BatchConfig[compression=" + compression + ", patience=" + patience + "]";
    }
}
