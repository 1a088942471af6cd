package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Optional;

/** Lets another thread end a query, before or while it runs. */
public final class Cancellation {
    private Optional<Runnable> action = Optional.empty();
    private Optional<PolderException> reason = Optional.empty();

    /** Ends the query; its thread gets SQL_LIMIT. Does nothing to one that has ended. */
    public void cancel() {
        cancel(new PolderException(Code.SQL_LIMIT, "The query was cancelled", "Send it again"));
    }

    /** Ends the query; its thread gets the reason. Only the first reason counts. */
    public synchronized void cancel(PolderException why) {
        if (reason.isEmpty()) {
            reason = Optional.of(why);
            action.ifPresent(Runnable::run);
        }
    }

    synchronized Optional<PolderException> reason() {
        return reason;
    }

    /** Runs an action when it is cancelled, at once when it already is; replaces the action before. */
    synchronized void onCancel(Runnable interrupt) {
        action = Optional.of(interrupt);
        if (reason.isPresent()) {
            interrupt.run();
        }
    }

    synchronized void release() {
        action = Optional.empty();
    }
}
