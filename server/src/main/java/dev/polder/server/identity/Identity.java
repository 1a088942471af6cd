package dev.polder.server.identity;

import dev.polder.core.audit.AuditTrail;
import dev.polder.core.mesh.MeshModel;
import dev.polder.server.config.IdentityConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.WriteBehind;
import dev.polder.server.http.Identities;
import dev.polder.server.http.Routes;
import dev.polder.server.http.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Who is there, wired together. */
public final class Identity implements AutoCloseable {
    /** How long is remembered that a token was revoked or over. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Directory directory;
    private final WriteBehind<String, Instant> used;
    private final Changes changes;
    private final AdminTokens admins;
    private final Bearers bearers;
    private final List<Routes> routes;

    /**
     * @param own the tokens of the data directory
     * @param mesh as it is now; the same object as long as it has not changed
     * @param departures what ends with users and teams
     * @param audit told of logins, and of all changes before they take place
     */
    public Identity(
            Database database,
            Tokens own,
            IdentityConfig config,
            Supplier<MeshModel> mesh,
            Departures departures,
            AuditTrail audit,
            Clock clock) {
        PostgresIdentityStore store = new PostgresIdentityStore(database);
        directory = new Directory(store, mesh, config.terms(), clock);
        used = new WriteBehind<>(
                "tokens",
                (first, second) -> first.isAfter(second) ? first : second,
                store::used,
                () -> store.forget(clock.instant().minus(REMEMBERED)));
        changes = new Changes(store, directory, departures, audit, clock);
        admins = new AdminTokens(own, changes);
        admins.begin();
        directory.onLook(admins::follow);
        Optional<OidcLogins> oidc = config.oidc().map(provider -> new OidcLogins(provider, directory, changes, clock));
        bearers = new Bearers(own, directory, oidc, new LoginAudit(audit, clock), used, clock);
        routes = List.of(
                new IdentityRoutes(directory, changes, admins, config.oidc()),
                new TokenRoutes(new TokenService(changes, config)));
    }

    Directory directory() {
        return directory;
    }

    AdminTokens admins() {
        return admins;
    }

    Changes changes() {
        return changes;
    }

    public List<Routes> routes() {
        return routes;
    }

    /** Whom tokens stand for. */
    public Identities bearers() {
        return bearers;
    }

    /** Everybody who is known. */
    public Principals principals() {
        return directory;
    }

    /** Called after users, teams or roles in domains have changed; it should not wait for others. */
    public void onChange(Runnable listener) {
        directory.onChange(listener);
    }

    /** To be called when the mesh has changed on this server, so that the roles of its teams are the new ones at once. */
    public void meshChanged() {
        directory.look();
    }

    public void start() {
        directory.start();
        used.start();
    }

    /** Writes what is left. */
    @Override
    public void close() {
        directory.close();
        used.close();
    }
}
