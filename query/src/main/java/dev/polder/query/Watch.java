package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends a query when its time is over or when it is cancelled, and knows why it ended. */
final class Watch implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    private final Session session;
    private final Duration limit;
    private final Cancellation cancellation;
    private final long deadline;
    private final ScheduledFuture<?> ticks;
    private volatile boolean overdue;
    private volatile boolean cancelled;

    Watch(Session session, Duration limit, Cancellation cancellation, ScheduledExecutorService clock) {
        this.session = session;
        this.limit = limit;
        this.cancellation = cancellation;
        this.deadline = System.nanoTime() + limit.toNanos();
        // Again and again, because DuckDB forgets an interrupt that comes between two of its steps.
        this.ticks = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        cancellation.onCancel(() -> {
            cancelled = true;
            session.interrupt();
        });
    }

    private void tick() {
        overdue = overdue || System.nanoTime() - deadline > 0;
        if (overdue || cancelled) {
            session.interrupt();
        }
    }

    void check() {
        ended().ifPresent(refusal -> {
            throw refusal;
        });
    }

    private Optional<PolderException> ended() {
        if (cancelled) {
            return cancellation.reason();
        }
        if (overdue) {
            return Optional.of(new PolderException(
                    Code.SQL_LIMIT,
                    "The query takes longer than the " + limit.toSeconds() + " seconds it may",
                    "Filter or aggregate more, or ask for fewer rows"));
        }
        return Optional.empty();
    }

    /** Why a query does not start that was parsed and is not read from yet. */
    PolderException unbound(SQLException error, SqlText sql) {
        return ended().orElseGet(() -> DuckErrors.whileBinding(error, sql));
    }

    /** Why a query failed that had started. */
    PolderException refusal(SQLException error, SqlText sql) {
        SQLException reason = overdue || cancelled ? error : session.reason(error, sql);
        return ended().orElseGet(() -> DuckErrors.whileRunning(reason, sql));
    }

    @Override
    public void close() {
        cancellation.release();
        ticks.cancel(false);
        session.close();
    }
}
