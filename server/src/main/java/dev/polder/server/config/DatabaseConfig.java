package dev.polder.server.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** {@code database}: the PostgreSQL that keeps the control plane's state and the Iceberg catalog. */
public sealed interface DatabaseConfig {
    /** A PostgreSQL of our own below the data directory. */
    record Embedded(int port) implements DatabaseConfig {}

    /**
     * A PostgreSQL that others run.
     *
     * @param url {@code jdbc:postgresql://host:port/database}
     * @param passwordFile a file with nothing but the password
     */
    record External(String url, String user, Optional<Path> passwordFile) implements DatabaseConfig {
        public External {
            Objects.requireNonNull(url);
            Objects.requireNonNull(user);
            Objects.requireNonNull(passwordFile);
        }
    }
}
