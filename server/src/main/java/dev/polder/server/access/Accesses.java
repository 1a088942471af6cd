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
        AccessService service = new AccessService(database, mesh, decisions, audit, clock);
        return List.of(
                new AccessRoutes(service, new GrantProblems(mesh, decisions, principals), clock),
                new DecisionRoutes(mesh, decisions, principals, clock));
    }
}
