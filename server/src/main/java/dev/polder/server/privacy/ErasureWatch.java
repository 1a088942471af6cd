package dev.polder.server.privacy;

import dev.polder.server.database.Database;
import dev.polder.server.database.Poller;
import java.time.Duration;

/**
 * Looks twice a second whether a server has forgotten somebody, so that no other goes on with keys that it still holds. Where that cannot be
 * found out, it is taken for true.
 */
final class ErasureWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Database database;
    private final Runnable forgotten;
    private final Runnable always;
    private final Poller poller = new Poller("erasures", INTERVAL, this::look);
    private long seen = -1;

    /**
     * @param forgotten called when there was an erasure, or may have been one
     * @param always called each time
     */
    ErasureWatch(Database database, Runnable forgotten, Runnable always) {
        this.database = database;
        this.forgotten = forgotten;
        this.always = always;
    }

    void start() {
        poller.start();
    }

    @Override
    public void close() {
        poller.close();
    }

    private void look() {
        long last;
        try {
            last = last();
        } catch (RuntimeException e) {
            // Whoever needs a key then hears of it.
            forgotten.run();
            throw e;
        }
        if (last != seen) {
            forgotten.run();
            seen = last;
        }
        always.run();
    }

    /** Erasures get their numbers one after the other, each when all before it are there to be seen. */
    private long last() {
        return database.withHandle(handle -> handle.createQuery("select coalesce(max(no), 0) from privacy_erasure")
                .mapTo(Long.class)
                .one());
    }
}
