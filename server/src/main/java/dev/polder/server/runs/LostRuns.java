package dev.polder.server.runs;

import dev.polder.server.database.Poller;
import java.time.Duration;

/** Looks every few seconds whether a worker has fallen silent. */
public final class LostRuns implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Poller poller;

    public LostRuns(RunService runs) {
        poller = new Poller("lost-runs", INTERVAL, runs::loseSilentRuns);
    }

    public void start() {
        poller.start();
    }

    @Override
    public void close() {
        poller.close();
    }
}
