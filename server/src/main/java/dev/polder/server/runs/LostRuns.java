package dev.polder.server.runs;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether a worker has fallen silent. */
public final class LostRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LostRuns.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final RunService runs;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "lost-runs");
        made.setDaemon(true);
        return made;
    });

    public LostRuns(RunService runs) {
        this.runs = runs;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            runs.loseSilentRuns();
        } catch (RuntimeException e) {
            // Thrown out of here, it would end the schedule.
            LOG.warn("Cannot look for lost runs problem={}", e.getMessage());
        }
    }
}
