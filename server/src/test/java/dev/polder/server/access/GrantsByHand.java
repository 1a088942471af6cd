package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Mask;
import dev.polder.core.name.PortAddress;
import dev.polder.server.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Grants for tests that are about something else than asking for them. */
public final class GrantsByHand {
    private GrantsByHand() {}

    /** Without conditions, to one principal. */
    public static Grant grant(String principal, String port, String purpose, Instant until) {
        return new Grant(
                UUID.randomUUID(),
                new Grantee.PrincipalNamed(principal),
                PortAddress.parse(port),
                purpose,
                Optional.empty(),
                List.of(),
                Map.of(),
                Instant.EPOCH,
                until);
    }

    /** The same grant under conditions. */
    public static Grant under(
            Grant grant, Optional<Set<String>> columns, List<String> rowFilters, Map<String, Mask> masks) {
        return new Grant(
                grant.id(),
                grant.grantee(),
                grant.port(),
                grant.purpose(),
                columns,
                rowFilters,
                masks,
                grant.from(),
                grant.until());
    }

    /** Gives it; the servers on the database see it within a second. */
    public static Grant give(Database database, Grant grant) {
        database.useTransaction(handle -> {
            handle.createUpdate("""
                            insert into access_request (id, port, domain, requester, grantee_kind, grantee, purpose, columns,
                                valid_until, state, created_at, decided_at, decided_by)
                            values (:id, :port, :domain, :grantee, :kind, :grantee, :purpose, :columns,
                                :until, 'APPROVED', now(), now(), 'somebody')
                            """)
                    .bind("id", grant.id())
                    .bind("port", grant.port().toString())
                    .bind("domain", grant.port().domain().value())
                    .bind("kind", PostgresGrantStore.kind(grant.grantee()))
                    .bind("grantee", grant.grantee().name())
                    .bind("purpose", grant.purpose())
                    .bind("columns", PostgresGrantStore.columns(grant.columns()))
                    .bind("until", PostgresGrantStore.utc(grant.until()))
                    .execute();
            PostgresGrantStore.insert(handle, grant);
            PostgresGrantStore.changed(handle);
        });
        return grant;
    }

    /** Ends it now. */
    public static void revoke(Database database, Grant grant) {
        database.useTransaction(handle -> {
            handle.execute(
                    "update access_grant set ended_at = now(), ended_by = 'somebody', ended_how = 'REVOKED' where id = ?",
                    grant.id());
            PostgresGrantStore.changed(handle);
        });
    }
}
