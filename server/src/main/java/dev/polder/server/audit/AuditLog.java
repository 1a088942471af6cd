package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.http.Routes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The audit of this server. Entries are taken as soon as there is one. */
public final class AuditLog implements AuditTrail, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** So that an answer comes in seconds. */
    private static final long MOST_VERIFIED = 1_000_000;

    private final Database database;
    private final Checkpoints checkpoints;
    private final ChainWriter writer;
    private final GroupCommit entries;
    private final BoundedRefusals refusals;
    private final AuditVerifier verifier;
    private final AuditRetention retention;
    private final Optional<Duration> keep;
    private final Routes routes;

    public AuditLog(Database database, AuditConfig config, Clock clock) {
        checkpoints = new Checkpoints(config, clock);
        writer = new ChainWriter(database, checkpoints, PATIENCE, clock);
        entries = new GroupCommit(writer, PATIENCE);
        refusals = new BoundedRefusals(entries, clock);
        verifier = new AuditVerifier(checkpoints);
        this.database = database;
        sayWhichKeySigns(config, clock);
        retention = new AuditRetention(database, this, checkpoints, clock);
        keep = config.keep();
        routes = new AuditRoutes(database, checkpoints, this::verify, this, clock);
    }

    /** A key that begins to sign in a log that is there already, in the place of another one or of none that is known here. */
    private void sayWhichKeySigns(AuditConfig config, Clock clock) {
        boolean isFirst = !checkpoints.isNewKey()
                || database.<ChainHead, RuntimeException>withHandle(PostgresAuditStore::head)
                        .equals(ChainHead.START);
        if (isFirst && checkpoints.replaced().isEmpty()) {
            return;
        }
        entries.record(new AuditEvent(
                clock.instant(),
                "-",
                "audit.key",
                Optional.empty(),
                AuditEvent.Outcome.ALLOWED,
                Map.of(
                        "from",
                        checkpoints.replaced().orElse("-"),
                        "to",
                        checkpoints.verifying().id())));
        if (checkpoints.replaced().isPresent()) {
            database.useHandle(handle -> checkpoints.signKey(writer.known(), handle));
            config.acceptanceIsDone();
        }
    }

    /** Starts what goes on by itself: summing up refusals, and removing what is old enough. */
    public void start() {
        refusals.start();
        keep.ifPresent(retention::start);
    }

    AuditRetention retention() {
        return retention;
    }

    public Routes routes() {
        return routes;
    }

    @Override
    public void record(AuditEvent event) {
        refusals.record(event);
    }

    /**
     * Verifies up to a million entries, as one moment shows them.
     *
     * @param after the head of the answer before, or {@link ChainHead#START}
     */
    public AuditVerification verify(ChainHead after) {
        ChainHead remembered = writer.known();
        try {
            return database.inTransaction(handle -> {
                handle.execute("set transaction isolation level repeatable read, read only");
                return verifier.verify(handle, after, remembered, MOST_VERIFIED);
            });
        } catch (SQLException e) {
            throw new PolderException(
                    Code.UNAVAILABLE, "The audit cannot be read to its end", "Try again in a few seconds", e);
        }
    }

    @Override
    public void close() {
        retention.close();
        refusals.close();
        entries.close();
        writer.close();
        checkpoints.close();
    }
}
