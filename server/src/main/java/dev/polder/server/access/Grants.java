package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.name.PortAddress;
import dev.polder.server.database.Database;
import dev.polder.server.database.Fresh;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final PostgresGrantStore store;
    private final Clock clock;
    private final Fresh<Seen> known = new Fresh<>(STALE, this::seen, () -> {});

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
        return known.now().byPort().getOrDefault(port, List.of());
    }

    /** All, under the conditions of {@link #of}. */
    public List<Grant> all() {
        return known.now().all();
    }

    /** Counts changes of the grants, by whatever server. */
    long generation() {
        return known.now().generation();
    }

    /** The next moment after one at which a grant begins or ends by itself. */
    Optional<Instant> nextTurn(Instant after) {
        return known.now().all().stream()
                .flatMap(grant -> Stream.of(grant.from(), grant.until()))
                .filter(turn -> turn.isAfter(after))
                .min(Instant::compareTo);
    }

    /** Asks the database for one number, and for the rest only when that has changed. */
    void look() {
        known.look();
    }

    private Seen seen(Optional<Seen> last) {
        return last.filter(seen -> seen.generation() == store.generation()).orElseGet(this::load);
    }

    private Seen load() {
        PostgresGrantStore.Loaded loaded = store.load(clock.instant());
        return new Seen(
                loaded.generation(),
                loaded.grants(),
                loaded.grants().stream().collect(Collectors.groupingBy(Grant::port)));
    }
}
