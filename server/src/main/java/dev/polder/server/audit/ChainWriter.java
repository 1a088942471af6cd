package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.EntryContent;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues the chain in PostgreSQL, one batch after the other, among servers by a lock. For one thread.
 *
 * <p>Where a commit was sent and no answer came, whoever waited was refused; should the entries turn out to be there, an entry
 * {@code audit.unconfirmed} says so.
 */
final class ChainWriter implements GroupCommit.Appender, AutoCloseable {
    /** Beginning and end of a batch whose fate is not known. */
    private record Doubt(long from, ChainHead last) {}

    private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);

    private final Database database;
    private final Duration patience;
    private final Clock clock;
    private final Consumer<Handle> commit;
    private final Checkpoints checkpoints;
    private final List<Doubt> doubts = new ArrayList<>();
    private Optional<Handle> connection = Optional.empty();
    private volatile ChainHead known;

    /** @param patience for anything that the database does */
    ChainWriter(Database database, Checkpoints checkpoints, Duration patience, Clock clock) {
        this(database, checkpoints, patience, clock, Handle::commit);
    }

    /** @param commit ends a transaction; tests lose its answer */
    ChainWriter(Database database, Checkpoints checkpoints, Duration patience, Clock clock, Consumer<Handle> commit) {
        this.commit = commit;
        this.database = database;
        this.checkpoints = checkpoints;
        this.patience = patience;
        this.clock = clock;
        known = checkpoints.last();
    }

    @Override
    public void append(List<EntryContent> entries) {
        try {
            attempt(entries);
        } catch (Lost lost) {
            if (lost.unknown || !lost.worthAnother) {
                throw refused(lost);
            }
            // The connection was an old one, and nothing had been sent: the database may be back.
            try {
                attempt(entries);
            } catch (Lost again) {
                throw refused(again);
            }
        }
    }

    /** The last entry that this server has written or signed. */
    ChainHead known() {
        return known;
    }

    @Override
    public void tick() {
        if (connection.isEmpty() || !checkpoints.isDue(known)) {
            return;
        }
        try {
            checkpoints.sign(known, connection.get());
        } catch (PolderException | JdbiException e) {
            LOG.error("The audit cannot be signed now problem={}", e.getMessage());
            disconnect();
        }
    }

    private static final class Lost extends Exception {
        final boolean unknown;
        final boolean worthAnother;

        Lost(boolean unknown, boolean worthAnother, Exception cause) {
            super(cause);
            this.unknown = unknown;
            this.worthAnother = worthAnother;
        }
    }

    private void attempt(List<EntryContent> entries) throws Lost {
        boolean fresh = connection.isEmpty();
        Optional<Doubt> sent = Optional.empty();
        try {
            Handle handle = connection();
            handle.begin();
            Lock.AUDIT.acquire(handle);
            ChainHead head = PostgresAuditStore.head(handle);
            List<EntryContent> all = new ArrayList<>(notes(handle, head));
            all.addAll(entries);
            ChainHead last = PostgresAuditStore.append(handle, head, all);
            sent = Optional.of(new Doubt(last.sequence() - entries.size() + 1, last));
            commit.accept(handle);
            known = last;
            doubts.clear();
        } catch (SQLException | JdbiException | PolderException e) {
            LOG.error("Entries of the audit cannot be written problem={}", e.getMessage());
            disconnect();
            sent.ifPresent(doubts::add);
            throw new Lost(sent.isPresent(), !fresh, e);
        } catch (RuntimeException | Error e) {
            // Whatever it was, no transaction may stay open with the lock.
            disconnect();
            sent.ifPresent(doubts::add);
            throw e;
        }
    }

    private static PolderException refused(Lost lost) {
        return GroupCommit.unavailable(
                lost.unknown ? "the database did not confirm it" : "the database does not take it", lost.getCause());
    }

    /** What the log itself must tell. */
    private List<EntryContent> notes(Handle handle, ChainHead head) {
        List<EntryContent> notes = new ArrayList<>();
        if (!head.equals(known) && !contains(handle, head, known)) {
            LOG.error(
                    "The audit does not hold what this server knows of it known={} found={}",
                    known.sequence(),
                    head.sequence());
            notes.add(note("audit.broken", known.sequence(), head.sequence()));
        }
        for (Doubt doubt : doubts) {
            if (PostgresAuditStore.at(handle, doubt.last().sequence())
                    .filter(doubt.last()::equals)
                    .isPresent()) {
                notes.add(note("audit.unconfirmed", doubt.from(), doubt.last().sequence()));
            }
        }
        return notes;
    }

    /** What was pruned is gone on purpose. */
    private static boolean contains(Handle handle, ChainHead head, ChainHead wanted) {
        return wanted.sequence() == 0
                || wanted.sequence() < head.sequence()
                        && PostgresAuditStore.at(handle, wanted.sequence())
                                .map(wanted::equals)
                                .orElseGet(() -> PostgresAuditStore.first(handle) > wanted.sequence());
    }

    private EntryContent note(String action, long from, long to) {
        return EntryContent.of(new AuditEvent(
                clock.instant(),
                "-",
                action,
                Optional.empty(),
                AuditEvent.Outcome.FAILED,
                Map.of("from", Long.toString(from), "to", Long.toString(to))));
    }

    private Handle connection() {
        if (connection.isEmpty()) {
            connection = Optional.of(database.openDurable(patience));
        }
        return connection.get();
    }

    private void disconnect() {
        connection.ifPresent(handle -> {
            try {
                handle.getConnection().close();
            } catch (SQLException | RuntimeException e) {
                LOG.debug("A lost connection does not close", e);
            }
        });
        connection = Optional.empty();
    }

    /** Signs what is there, and gives the connection back. */
    @Override
    public void close() {
        if (connection.isPresent() && checkpoints.isNew(known)) {
            try {
                checkpoints.sign(known, connection.get());
            } catch (PolderException | JdbiException e) {
                LOG.error("The audit's end cannot be signed problem={}", e.getMessage());
            }
        }
        disconnect();
    }
}
