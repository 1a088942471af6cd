package dev.polder.server.database;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Something in memory that is never handed out when nobody has looked for longer than an age whether it has changed: whoever asks then
 * waits for a look, and whoever cannot look gets nothing. One look at a time; those who waited for one that failed get its failure,
 * instead of waiting for the same again. Thread-safe.
 *
 * @param <T> immutable
 */
public final class Fresh<T> {
    /** More than a database needs that answers at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Look<T>(T value, long nanos) {}

    private record Failure(RuntimeException cause, long nanos) {}

    private final long stale;
    private final Function<Optional<T>, T> source;
    private final Runnable changed;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Optional<Look<T>> last = Optional.empty();
    private volatile Optional<Failure> failure = Optional.empty();

    /**
     * @param stale the age
     * @param source finds what is so now, knowing what was found last; answers the same object when nothing has changed
     * @param changed called after a look that found something else
     */
    public Fresh(Duration stale, Function<Optional<T>, T> source, Runnable changed) {
        this.stale = stale.toNanos();
        this.source = source;
        this.changed = changed;
    }

    /** What is known without waiting; empty when it is too old. */
    public Optional<T> atHand() {
        Optional<Look<T>> look = last;
        return look.filter(seen -> isYoung(seen.nanos(), stale)).map(Look::value);
    }

    /**
     * What is so now, perhaps after a look.
     *
     * @throws PolderException UNAVAILABLE when nobody can look; and what else the source throws
     */
    public T now() {
        Optional<Look<T>> look = last;
        return look.isPresent() && isYoung(look.get().nanos(), stale)
                ? look.get().value()
                : withinNanos(stale);
    }

    /** The same, but nothing older than that. */
    public T within(Duration age) {
        return withinNanos(age.toNanos());
    }

    private T withinNanos(long age) {
        hold();
        try {
            Optional<Look<T>> look = last;
            if (look.isPresent() && isYoung(look.get().nanos(), age)) {
                return look.get().value();
            }
            failure.filter(known -> isYoung(known.nanos(), age)).ifPresent(known -> {
                throw known.cause();
            });
            return looked();
        } finally {
            looking.unlock();
        }
    }

    /** What a look finds that begins after this was called. */
    public T look() {
        hold();
        try {
            return looked();
        } finally {
            looking.unlock();
        }
    }

    private void hold() {
        try {
            if (looking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new PolderException(
                Code.UNAVAILABLE,
                "The database does not answer",
                "Try again in a few seconds; 'polder status' shows the parts");
    }

    private T looked() {
        // Taken first: what is changed while the source is asked is younger than this look.
        long nanos = System.nanoTime();
        Optional<T> known = last.map(Look::value);
        T seen;
        try {
            seen = Objects.requireNonNull(source.apply(known));
        } catch (RuntimeException e) {
            failure = Optional.of(new Failure(e, System.nanoTime()));
            throw e;
        }
        last = Optional.of(new Look<>(seen, nanos));
        failure = Optional.empty();
        if (known.isEmpty() || known.get() != seen) {
            changed.run();
        }
        return seen;
    }

    private static boolean isYoung(long nanos, long age) {
        return System.nanoTime() - nanos < age;
    }
}
