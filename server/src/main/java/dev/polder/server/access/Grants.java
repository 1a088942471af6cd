package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.name.PortAddress;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The grants that are not over, in memory. What another server changed is seen here within {@link #STALE}: whoever asks later than
 * that after the last look waits for the database, and whoever cannot see it gets no grants. Safe for many threads.
 */
public final class Grants {
    /** How long nobody looks whether the grants have changed. */
    static final Duration STALE = Duration.ofMillis(600);

    private record Seen(long generation, List<Grant> all, Map<PortAddress, List<Grant>> byPort) {}

    private record Look(Seen seen, long nanos) {
        boolean isFresh() {
            return Grants.isFresh(nanos);
        }
    }

    private record Failure(RuntimeException cause, long nanos) {
        boolean isFresh() {
            return Grants.isFresh(nanos);
        }
    }

    private final PostgresGrantStore store;
    private final Clock clock;
    private final AtomicReference<Optional<Look>> last = new AtomicReference<>(Optional.empty());
    private Optional<Failure> failure = Optional.empty();

    Grants(Database database, Clock clock) {
        this.store = new PostgresGrantStore(database);
        this.clock = clock;
    }

    /**
     * Those on a port, the oldest first; some may not have begun, or have just ended.
     *
     * @throws dev.polder.core.problem.PolderException UNAVAILABLE when the database does not answer
     */
    public List<Grant> of(PortAddress port) {
        return seen().byPort().getOrDefault(port, List.of());
    }

    /** All, under the conditions of {@link #of}. */
    public List<Grant> all() {
        return seen().all();
    }

    /** Counts changes of the grants, by whatever server. */
    long generation() {
        return seen().generation();
    }

    /** The next moment after one at which a grant begins or ends by itself. */
    Optional<Instant> nextTurn(Instant after) {
        return seen().all().stream()
                .flatMap(grant -> Stream.of(grant.from(), grant.until()))
                .filter(turn -> turn.isAfter(after))
                .min(Instant::compareTo);
    }

    private Seen seen() {
        Optional<Look> look = last.get();
        return look.isPresent() && look.get().isFresh() ? look.get().seen() : lookIfStale();
    }

    private synchronized Seen lookIfStale() {
        Optional<Look> look = last.get();
        if (look.isPresent() && look.get().isFresh()) {
            return look.get().seen();
        }
        // Whoever waited behind one that waited for nothing need not wait for the same.
        failure.filter(Failure::isFresh).ifPresent(known -> {
            throw known.cause();
        });
        return look();
    }

    /** Asks the database for one number, and for the rest only when that has changed. */
    synchronized Seen look() {
        // Taken first: what is changed while the database is asked is younger than this look.
        long nanos = System.nanoTime();
        try {
            Seen seen = last.get()
                    .map(Look::seen)
                    .filter(known -> known.generation() == store.generation())
                    .orElseGet(this::load);
            last.set(Optional.of(new Look(seen, nanos)));
            failure = Optional.empty();
            return seen;
        } catch (RuntimeException e) {
            failure = Optional.of(new Failure(e, System.nanoTime()));
            throw e;
        }
    }

    private static boolean isFresh(long nanos) {
        return System.nanoTime() - nanos < STALE.toNanos();
    }

    private Seen load() {
        PostgresGrantStore.Loaded loaded = store.load(clock.instant());
        return new Seen(
                loaded.generation(),
                loaded.grants(),
                loaded.grants().stream().collect(Collectors.groupingBy(Grant::port)));
    }
}
