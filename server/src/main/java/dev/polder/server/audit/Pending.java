package dev.polder.server.audit;

import dev.polder.core.audit.EntryContent;
import dev.polder.core.problem.PolderException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** An entry on its way. Whoever waits for it may withdraw it until it is taken to be written. */
final class Pending {
    private enum State {
        WAITING,
        TAKEN,
        WITHDRAWN
    }

    private final EntryContent content;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<Void> durable = new CompletableFuture<>();

    Pending(EntryContent content) {
        this.content = content;
    }

    EntryContent content() {
        return content;
    }

    /** Whether it is to be written; then its end is awaited. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** Whether it surely will not be written. */
    boolean withdraw() {
        return state.compareAndSet(State.WAITING, State.WITHDRAWN);
    }

    void written() {
        durable.complete(null);
    }

    void failed(PolderException refusal) {
        durable.completeExceptionally(refusal);
    }

    CompletableFuture<Void> durable() {
        return durable;
    }
}
