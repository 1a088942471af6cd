package dev.polder.server.access;

import dev.polder.core.audit.AuditTrail;
import dev.polder.server.database.Database;
import dev.polder.server.http.Routes;
import dev.polder.server.identity.Departures;
import dev.polder.server.mesh.MeshService;
import java.time.Clock;
import java.util.List;

/** Asking for access, wired together. */
public final class Accesses {
    private Accesses() {}

    /** Ends the grants of users and teams that are removed. */
    public static Departures departures(AuditTrail audit) {
        return new Closing(audit);
    }

    /** Everything there is about access over HTTP; grants end with the products that they are for. */
    public static List<Routes> routes(
            Database database,
            MeshService mesh,
            Decisions decisions,
            KnownPrincipals principals,
            AuditTrail audit,
            Clock clock) {
        mesh.within(new Closing(audit));
        PostgresAccessStore store = new PostgresAccessStore(database);
        AccessReading reading = new AccessReading(store, clock);
        AccessChanges changes = new AccessChanges(store, decisions, audit, clock);
        return List.of(
                new AccessRoutes(
                        reading,
                        new Asking(mesh, reading, changes, clock),
                        new Deciding(mesh, store, reading, changes, clock),
                        new Ending(reading, changes, clock),
                        new GrantProblems(mesh, decisions, principals),
                        clock),
                new DecisionRoutes(mesh, decisions, principals, clock));
    }
}
