package dev.polder.server.readers;

import dev.polder.core.name.PortId;
import dev.polder.query.PortRead;
import dev.polder.query.QueryLimits;
import dev.polder.query.ReadColumns;
import dev.polder.query.Reading;
import dev.polder.server.database.Database;
import dev.polder.server.database.WriteBehind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notes what principals read, and finds out which columns that were: off the path of those who read, in memory that is bounded.
 * Thread-safe.
 */
public final class ReaderLog implements AutoCloseable {
    /** As many different queries wait at most; of further ones it is not asked which columns they read. */
    private static final int MOST_WAITING = 200;

    private static final int LONGEST_SQL = 20_000;
    private static final int MOST_KNOWN = 500;
    /** Tables are empty there: a query is bound, never run. */
    private static final QueryLimits BINDING = new QueryLimits(Duration.ofSeconds(60), 64L << 20, 1, 1, LONGEST_SQL);

    /** A server that stops does not look at queries for longer. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /** Who reads, and how. */
    private sealed interface Use {
        String principal();
    }

    private record Queried(String principal, Reading reading) implements Use {}

    private record Unclear(String principal, List<PortId> ports) implements Use {}

    private record Loaded(String principal, PortId port) implements Use {}

    private final PostgresReaderStore store;
    private final Clock clock;
    private final ReadColumns columns = new ReadColumns(BINDING);
    private final WriteBehind<Use, Times> waiting;
    private volatile Instant lookUntil = Instant.MAX;
    /** What the last queries read; used by the writing thread only. */
    private final Map<Reading, List<PortRead>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Reading, List<PortRead>> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    public ReaderLog(Database database, Clock clock) {
        this.store = new PostgresReaderStore(database);
        this.clock = clock;
        this.waiting = new WriteBehind<>("readers", Times::plus, this::write, () -> store.forget(clock.instant()));
    }

    public void start() {
        waiting.start();
    }

    /** Notes a query that was answered to its end. */
    public void queried(String principal, Reading reading) {
        if (reading.sources().isEmpty()) {
            return;
        }
        boolean isMuch = waiting.size() >= MOST_WAITING || reading.sql().length() > LONGEST_SQL;
        note(
                isMuch
                        ? new Unclear(
                                principal,
                                reading.sources().stream()
                                        .map(Reading.Source::port)
                                        .toList())
                        : new Queried(principal, reading));
    }

    /** Notes a table that was loaded through the catalog: what is read of it then nobody tells. */
    public void loaded(String principal, PortId port) {
        note(new Loaded(principal, port));
    }

    private void note(Use use) {
        waiting.add(use, Times.once(clock.instant()));
    }

    /** Writes what was noted so far. */
    void flush() {
        waiting.flush();
    }

    private synchronized void write(Use use, Times times) {
        if (use instanceof Loaded loaded) {
            store.add(use.principal(), PortUser.Via.CATALOG, List.of(PortRead.unclear(loaded.port())), times);
        } else if (use instanceof Unclear unclear) {
            store.add(
                    use.principal(),
                    PortUser.Via.QUERY,
                    unclear.ports().stream().map(PortRead::unclear).toList(),
                    times);
        } else {
            Reading reading = ((Queried) use).reading();
            store.add(use.principal(), PortUser.Via.QUERY, known.computeIfAbsent(reading, this::columns), times);
        }
    }

    private List<PortRead> columns(Reading reading) {
        return Instant.now().isBefore(lookUntil) ? columns.of(reading) : reading.unclear();
    }

    /** Writes what is left. */
    @Override
    public void close() {
        lookUntil = Instant.now().plus(CLOSING);
        waiting.close();
    }
}
