package dev.polder.server.privacy;

import dev.polder.server.database.Database;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks twice a second whether a server has forgotten somebody, so that no other goes on with keys that it still holds. */
final class ErasureWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Database database;
    private final Runnable forgotten;
    private final Runnable always;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "erasures");
    private long seen = -1;

    /**
     * @param forgotten called when there was an erasure
     * @param always called each time
     */
    ErasureWatch(Database database, Runnable forgotten, Runnable always) {
        this.database = database;
        this.forgotten = forgotten;
        this.always = always;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        stop.countDown();
    }

    private void run() {
        try {
            do {
                try {
                    look();
                } catch (RuntimeException e) {
                    // Whoever needs a key that is not at hand hears of it.
                    LOG.debug("Erasures cannot be looked for now", e);
                }
            } while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long last = database.withHandle(handle -> handle.createQuery("select coalesce(max(no), 0) from privacy_erasure")
                .mapTo(Long.class)
                .one());
        if (last != seen) {
            forgotten.run();
            seen = last;
        }
        always.run();
    }
}
