package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainHead;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes entries that are old enough, once a day: verified first, up to where a signed line says. Entries that are not as they were
 * written stay, and so does the last one.
 */
final class AuditRetention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);
    static final String PRUNED = "audit.pruned";
    private static final Duration FIRST = Duration.ofMinutes(5);

    private final Database database;
    private final AuditLog log;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "audit-retention");
        made.setDaemon(true);
        return made;
    });

    AuditRetention(Database database, AuditLog log, Checkpoints checkpoints, Clock clock) {
        this.database = database;
        this.log = log;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    void start(Duration keep) {
        thread.scheduleWithFixedDelay(
                () -> quietly(keep), FIRST.toMinutes(), Duration.ofDays(1).toMinutes(), TimeUnit.MINUTES);
    }

    private void quietly(Duration keep) {
        try {
            prune(keep);
        } catch (RuntimeException e) {
            // Thrown out of here, it would end the schedule.
            LOG.warn("Old entries of the audit cannot be removed now problem={}", e.getMessage());
        }
    }

    /** Removes what is older, and says how many entries that were. */
    long prune(Duration keep) {
        long last = database.withHandle(
                handle -> PostgresAuditStore.lastBefore(handle, clock.instant().minus(keep)));
        long first = database.withHandle(PostgresAuditStore::first);
        if (last == 0 || last < first || !isRight(last)) {
            return 0;
        }
        ChainHead end = database.<ChainHead, RuntimeException>withHandle(
                handle -> PostgresAuditStore.at(handle, last).orElseThrow());
        tellOfEarlier(first - 1);
        database.useHandle(handle -> checkpoints.signPruned(end, handle));
        int removed = database.<Integer, RuntimeException>inTransaction(
                handle -> PostgresAuditStore.prune(handle, first, last));
        if (removed > 0) {
            tell(first, last);
        }
        return removed;
    }

    /** What was removed by a server that was killed before it said so. The log is verified: a signed line tells of it. */
    private void tellOfEarlier(long last) {
        long told = database.withHandle(PostgresAuditStore::lastToldOf);
        if (told < last) {
            tell(told + 1, last);
        }
    }

    private void tell(long first, long last) {
        log.record(new AuditEvent(
                clock.instant(),
                "-",
                PRUNED,
                Optional.empty(),
                Outcome.ALLOWED,
                Map.of("from", Long.toString(first), "to", Long.toString(last))));
    }

    /** Whether everything up to an entry is as it was written. */
    private boolean isRight(long last) {
        ChainHead head = ChainHead.START;
        while (head.sequence() < last) {
            AuditVerification found = log.verify(head);
            Optional<ChainBreak> broken =
                    found.broken().filter(wrong -> found.head().sequence() < last);
            if (broken.isPresent()) {
                LOG.error(
                        "The audit is broken, and nothing is removed problem={}",
                        broken.get().text());
                return false;
            }
            head = found.head();
        }
        return true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
