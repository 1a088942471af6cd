package dev.polder.server.drift;

import dev.polder.gate.DriftCount;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps drift in memory and writes it to the database every second, so that a record costs no I/O. A server that is killed loses the
 * last second. Memory is bounded by the number of contracts, each with {@value DriftCount#MOST_PATHS} paths.
 */
public final class DriftLog implements DriftKeeper, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration FORGETTING = Duration.ofHours(1);

    private final PostgresDriftStore store;
    private final Clock clock;
    private final Map<JudgedContract, Sightings> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "drift");
        made.setDaemon(true);
        return made;
    });

    public DriftLog(Database database, Clock clock) {
        this.store = new PostgresDriftStore(database);
        this.clock = clock;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::flush, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::forget, 0, FORGETTING.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void add(JudgedContract contract, DriftCount count) {
        if (count.records() > 0) {
            Instant now = clock.instant();
            waiting.merge(contract, Sightings.of(count, now), Sightings::plus);
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

    /** Writes what was counted so far. What cannot be written waits for the next time. */
    void flush() {
        for (JudgedContract contract : waiting.keySet()) {
            Sightings taken = waiting.remove(contract);
            try {
                store.add(contract, taken);
            } catch (RuntimeException e) {
                // Thrown out of here, it would end the schedule.
                LOG.warn("Drift cannot be written now port={} problem={}", contract.port(), firstLine(e));
                waiting.merge(contract, taken, Sightings::plus);
            }
        }
    }

    /** Removes what is too old. */
    void forget() {
        try {
            store.forget(clock.instant());
        } catch (RuntimeException e) {
            LOG.warn("Old drift cannot be removed now problem={}", firstLine(e));
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Writes what is left. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(INTERVAL.toSeconds() * 15, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
