package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.audit.EntryContent;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the entries of many threads: while one batch becomes durable the next one comes together. Nobody waits longer than the
 * patience for the batch to begin, and than the {@link Appender} for its end.
 */
final class GroupCommit implements AuditTrail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    /** Much more than an appender takes that keeps its promise. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int MOST_WAITING = 16_384;
    private static final int MOST_AT_ONCE = 8_192;
    private static final int MOST_BYTES_AT_ONCE = 8 * 1024 * 1024;

    /** Made before it is needed: it may be needed because there is no memory for anything. */
    private static final PolderException FAILED = unavailable("the audit failed", null);

    /** Makes entries durable, all or none, within a bounded time. */
    interface Appender {
        /** @throws PolderException AUDIT_UNAVAILABLE when whoever waits for the entries must be refused */
        void append(List<EntryContent> entries);

        /** Called after every batch, and every second when nothing comes. */
        void tick();
    }

    private final Appender appender;
    private final Duration patience;
    /** Taken to be written by the one thread that writes; here and not on its way, so that none is forgotten whatever happens. */
    private final List<Pending> batch = new ArrayList<>(MOST_AT_ONCE);

    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closed;

    GroupCommit(Appender appender, Duration patience) {
        this.appender = appender;
        this.patience = patience;
        thread = new Thread(this::work, "audit");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void record(AuditEvent event) {
        Pending pending = new Pending(EntryContent.of(event));
        if (closed || !queue.offer(pending)) {
            throw unavailable(closed ? "the server stops" : "too many entries wait to be written", null);
        }
        if (closed && pending.withdraw()) {
            throw unavailable("the server stops", null);
        }
        await(pending);
    }

    private void await(Pending pending) {
        try {
            pending.durable().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            finish(pending, e);
        } catch (InterruptedException e) {
            try {
                finish(pending, e);
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        }
    }

    /** What was taken to be written comes to its end soon, and then it is known how. */
    private static void finish(Pending pending, Exception reason) {
        if (pending.withdraw()) {
            throw unavailable("the database does not answer in time", reason);
        }
        try {
            pending.durable()
                    .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw refusal(e.getCause());
        }
    }

    private static PolderException refusal(Throwable cause) {
        // The writer's stack tells nothing about who waited.
        return cause instanceof PolderException refusal
                ? new PolderException(refusal.code(), refusal.getMessage(), refusal.remedy(), refusal)
                : unavailable("the audit failed", cause);
    }

    static PolderException unavailable(String reason, Throwable cause) {
        return new PolderException(
                Code.AUDIT_UNAVAILABLE,
                "Nothing can be done that has to stand in the audit: " + reason,
                "Try again in a few seconds; 'polder status' shows whether the database runs",
                cause);
    }

    private void work() {
        try {
            while (!closed || !queue.isEmpty()) {
                workOnce();
            }
        } finally {
            // However this ended: who comes now is refused, and nobody waits for a thread that is gone.
            closed = true;
            refuseQueued();
        }
    }

    private void workOnce() {
        try {
            gather();
            write();
            appender.tick();
        } catch (InterruptedException e) {
            // Nobody has a reason to; what is queued is still written.
            closed = true;
        } catch (RuntimeException | Error e) {
            // Also when memory is short: those who wait are told first, and the next batch may be a smaller one.
            batch.forEach(pending -> pending.failed(FAILED));
            LOG.error("The audit's writer failed", e);
        } finally {
            batch.clear();
        }
    }

    private void gather() throws InterruptedException {
        Pending first = closed ? queue.poll() : queue.poll(1, TimeUnit.SECONDS);
        int bytes = 0;
        for (Pending pending = first; pending != null; pending = queue.poll()) {
            if (pending.take()) {
                batch.add(pending);
                bytes += pending.content().fields().length;
            }
            if (batch.size() == MOST_AT_ONCE || bytes > MOST_BYTES_AT_ONCE) {
                break;
            }
        }
    }

    private void write() {
        if (batch.isEmpty()) {
            return;
        }
        try {
            appender.append(batch.stream().map(Pending::content).toList());
        } catch (PolderException refusal) {
            batch.forEach(pending -> pending.failed(refusal));
            return;
        }
        batch.forEach(Pending::written);
    }

    /** Writes what was accepted, and accepts nothing more. */
    @Override
    public void close() {
        closed = true;
        // Not interrupted: that would close files under the writer. A withdrawn entry wakes it.
        Pending nothing = new Pending(new EntryContent(0, new byte[0]));
        nothing.withdraw();
        queue.offer(nothing);
        try {
            thread.join(patience.multipliedBy(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        refuseQueued();
    }

    private void refuseQueued() {
        for (Pending left = queue.poll(); left != null; left = queue.poll()) {
            if (left.withdraw()) {
                left.failed(unavailable("the server stops", null));
            }
        }
    }
}
