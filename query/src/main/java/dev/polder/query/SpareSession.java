package dev.polder.query;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps one session open in advance, because opening takes longer than most of what follows. */
final class SpareSession implements AutoCloseable {
    private final QueryLimits limits;
    private final ExecutorService opener = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "query-session-opener");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<CompletableFuture<Session>> next = new AtomicReference<>();

    SpareSession(QueryLimits limits) {
        this.limits = limits;
        next.set(openLater());
    }

    Session take() {
        return next.getAndSet(openLater()).join();
    }

    private CompletableFuture<Session> openLater() {
        return CompletableFuture.supplyAsync(this::open, opener);
    }

    private Session open() {
        try {
            return Session.open(limits);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        CompletableFuture<Session> last = next.get();
        last.whenComplete((session, failure) -> {
            if (session != null) {
                session.close();
            }
        });
        opener.shutdown();
    }
}
