package dev.polder.server.drift;

import dev.polder.gate.DriftCount;
import dev.polder.server.database.Database;
import dev.polder.server.database.WriteBehind;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps drift in memory and writes it to the database every second, so that a record costs no I/O. Memory is bounded by the number of
 * contracts, each with {@value DriftCount#MOST_PATHS} paths.
 */
public final class DriftLog implements DriftKeeper, AutoCloseable {
    private final PostgresDriftStore store;
    private final Clock clock;
    private final WriteBehind<JudgedContract, Sightings> waiting;

    public DriftLog(Database database, Clock clock) {
        this.store = new PostgresDriftStore(database);
        this.clock = clock;
        this.waiting = new WriteBehind<>("drift", Sightings::plus, store::add, this::forget);
    }

    public void start() {
        waiting.start();
    }

    @Override
    public void add(JudgedContract contract, DriftCount count) {
        if (count.records() > 0) {
            waiting.add(contract, Sightings.of(count, clock.instant()));
        }
    }

    /** What is known of the ports' drift, by contract, without single fields. */
    public Map<JudgedContract, PortDrift> ports() {
        return store.ports(clock.instant());
    }

    /** What is known of one contract's drift, with its fields, the most frequent first. */
    public Optional<PortDrift> port(JudgedContract contract) {
        return store.port(contract, clock.instant());
    }

    /** Writes what was counted so far. */
    void flush() {
        waiting.flush();
    }

    /** Removes what is too old. */
    void forget() {
        store.forget(clock.instant());
    }

    /** Writes what is left. */
    @Override
    public void close() {
        waiting.close();
    }
}
