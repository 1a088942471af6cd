package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.server.database.Database;
import dev.polder.server.http.Routes;
import java.time.Clock;
import java.time.Duration;

/** The audit of this server. Entries are taken as soon as there is one. */
public final class AuditLog implements AuditTrail, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Checkpoints checkpoints;
    private final ChainWriter writer;
    private final GroupCommit entries;
    private final Routes routes;

    public AuditLog(Database database, AuditFiles files, Clock clock) {
        checkpoints = new Checkpoints(files, clock);
        writer = new ChainWriter(database, checkpoints, PATIENCE, clock);
        entries = new GroupCommit(writer, PATIENCE);
        routes = new AuditRoutes(database, checkpoints, writer::known, entries, clock);
    }

    public Routes routes() {
        return routes;
    }

    @Override
    public void record(AuditEvent event) {
        entries.record(event);
    }

    @Override
    public void close() {
        entries.close();
        writer.close();
        checkpoints.close();
    }
}
