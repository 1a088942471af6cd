package dev.polder.server.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code warehouse}: where the Iceberg tables are.
 *
 * @param location a directory that the server and Spark both see under this path; {@code warehouse} in the data directory when
 *     absent
 */
public record WarehouseConfig(Optional<Path> location) {
    public WarehouseConfig {
        Objects.requireNonNull(location);
    }

    /** The directory, for a server with this data directory. */
    public Path directory(Path dataDirectory) {
        return location.orElseGet(() -> dataDirectory.resolve("warehouse"));
    }
}
