package dev.polder.server.privacy;

import dev.polder.server.database.Database;
import dev.polder.server.database.Poller;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Looks twice a second whether a server has forgotten somebody, so that no other goes on with keys that it still holds. Where that cannot be
 * found out soon, it is taken for true. It does nothing else and has a connection of its own: nothing that stands still elsewhere delays it.
 */
final class ErasureWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** How long it may take to find out. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final Runnable forgotten;
    private final Poller poller = new Poller("erasures", INTERVAL, this::look);
    private Optional<Handle> connection = Optional.empty();
    private long seen = -1;

    /** @param forgotten called when there was an erasure, or may have been one */
    ErasureWatch(Database database, Runnable forgotten) {
        this.database = database;
        this.forgotten = forgotten;
    }

    void start() {
        poller.start();
    }

    @Override
    public void close() {
        poller.close();
        disconnect();
    }

    private void look() {
        long last;
        try {
            last = last();
        } catch (RuntimeException e) {
            // Whoever needs a key then hears of it.
            forgotten.run();
            disconnect();
            throw e;
        }
        if (last != seen) {
            forgotten.run();
            seen = last;
        }
    }

    /** Erasures get their numbers one after the other, each when all before it are there to be seen. */
    private long last() {
        if (connection.isEmpty()) {
            connection = Optional.of(database.openDurable(PATIENCE));
        }
        return connection
                .get()
                .createQuery("select coalesce(max(no), 0) from privacy_erasure")
                .mapTo(Long.class)
                .one();
    }

    private void disconnect() {
        connection.ifPresent(handle -> {
            connection = Optional.empty();
            handle.close();
        });
    }
}
