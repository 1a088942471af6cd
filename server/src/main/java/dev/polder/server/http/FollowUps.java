package dev.polder.server.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.TryExecutor;

/**
 * The connections' executor: a pool, but a thread that gives an answer while it does something else looks for the connection's next
 * request itself. It is hardly ever there already, so that to wake another thread for it costs more than to look.
 */
final class FollowUps implements TryExecutor {
    private final Executor pool;
    private final TryExecutor tryPool;
    private final ThreadLocal<Queue<Runnable>> collected = new ThreadLocal<>();

    FollowUps(Executor pool) {
        this.pool = pool;
        this.tryPool = TryExecutor.asTryExecutor(pool);
    }

    /** Answers, and then does what the connection has to do next. */
    void answering(Runnable answer) {
        Queue<Runnable> next = new ArrayDeque<>(1);
        collected.set(next);
        try {
            answer.run();
        } finally {
            collected.remove();
        }
        next.forEach(Runnable::run);
    }

    @Override
    public void execute(Runnable task) {
        Queue<Runnable> mine = task instanceof Connection ? collected.get() : null;
        if (mine == null) {
            pool.execute(task);
        } else {
            mine.add(task);
        }
    }

    @Override
    public boolean tryExecute(Runnable task) {
        return tryPool.tryExecute(task);
    }
}
