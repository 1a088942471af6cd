package dev.polder.query;

import java.util.Optional;

/** Lets another thread end a query, before or while it runs. */
public final class Cancellation {
    private Optional<Runnable> action = Optional.empty();
    private boolean cancelled;

    /** Ends the query; its thread gets SQL_LIMIT. Does nothing to one that has ended. */
    public synchronized void cancel() {
        cancelled = true;
        action.ifPresent(Runnable::run);
    }

    /** Runs an action when it is cancelled, at once when it already is; replaces the action before. */
    synchronized void onCancel(Runnable interrupt) {
        action = Optional.of(interrupt);
        if (cancelled) {
            interrupt.run();
        }
    }

    synchronized void release() {
        action = Optional.empty();
    }
}
