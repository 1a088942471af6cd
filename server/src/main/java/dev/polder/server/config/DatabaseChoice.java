package dev.polder.server.config;

import dev.polder.server.database.DatabaseConfig;
import java.util.Objects;

/** {@code database}: the PostgreSQL that keeps the control plane's state and the Iceberg catalog. */
public sealed interface DatabaseChoice {
    /** A PostgreSQL of our own below the data directory. */
    record Embedded(int port) implements DatabaseChoice {}

    /**
     * A PostgreSQL that others run.
     *
     * @param config its address, user and password file
     */
    record External(DatabaseConfig config) implements DatabaseChoice {
        public External {
            Objects.requireNonNull(config);
        }
    }
}
