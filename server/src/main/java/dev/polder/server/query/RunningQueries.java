package dev.polder.server.query;

import dev.polder.query.Cancellation;
import dev.polder.server.database.Poller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks again, while queries run, whether they still may: a grant may have ended or been revoked, a policy may have come. */
final class RunningQueries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQueries.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Map<GovernedPorts, Cancellation> running = new ConcurrentHashMap<>();
    private final Poller poller = new Poller("query-decisions", INTERVAL, this::askAgain);

    /** A query that is ended when its decisions are, until this is closed. */
    interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    RunningQueries() {
        poller.start();
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
                // Who cannot be judged may not go on.
                LOG.error("A query's decisions cannot be asked for again", e);
                cancellation.cancel();
            }
        });
    }

    @Override
    public void close() {
        poller.close();
    }
}
