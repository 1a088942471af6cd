package dev.polder.server.query;

import dev.polder.query.Cancellation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks again, while queries run, whether they still may: a grant may have ended or been revoked, a policy may have come. */
final class RunningQueries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQueries.class);
    private static final long EVERY_MILLIS = 250;

    private final Map<GovernedPorts, Cancellation> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "query-decisions");
        thread.setDaemon(true);
        return thread;
    });

    /** A query that is ended when its decisions are, until this is closed. */
    interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    RunningQueries() {
        clock.scheduleWithFixedDelay(this::askAgain, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    Watched watch(GovernedPorts ports, Cancellation cancellation) {
        running.put(ports, cancellation);
        return () -> running.remove(ports);
    }

    private void askAgain() {
        running.forEach((ports, cancellation) -> {
            try {
                ports.ended().ifPresent(cancellation::cancel);
            } catch (RuntimeException e) {
                // Thrown out of here, it would end the schedule. Who cannot be judged may not go on.
                LOG.error("A query's decisions cannot be asked for again", e);
                cancellation.cancel();
            }
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
