package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.name.PortAddress;
import dev.polder.server.database.Database;
import dev.polder.server.http.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;

/** Grants in PostgreSQL. Whoever changes them in a transaction says so with {@link #changed}. */
final class PostgresGrantStore {
    /** All grants that are not over, and which change of them was the last. */
    record Loaded(long generation, List<Grant> grants) {}

    private final Database database;

    PostgresGrantStore(Database database) {
        this.database = database;
    }

    long generation() {
        return database.withHandle(handle -> handle.createQuery("select generation from access_state")
                .mapTo(Long.class)
                .one());
    }

    Loaded load(Instant now) {
        return database.inTransaction(handle -> {
            // One snapshot for both reads, so that they belong together.
            handle.execute("set transaction isolation level repeatable read");
            long generation = handle.createQuery("select generation from access_state")
                    .mapTo(Long.class)
                    .one();
            List<Grant> grants = handle.createQuery("""
                            select * from access_grant where ended_at is null and valid_until > :now
                            order by valid_from, id
                            """)
                    .bind("now", utc(now))
                    .map((row, context) ->
                            grant(row, PortAddress.parse(row.getString("port")), "columns", "valid_until"))
                    .list();
            return new Loaded(generation, grants);
        });
    }

    /** Lets every server read the grants again once the transaction is committed. */
    static void changed(Handle transaction) {
        transaction.execute("update access_state set generation = generation + 1");
    }

    /** Adds the grant of the request with its id. */
    static void insert(Handle transaction, Grant grant) {
        transaction
                .createUpdate("""
                        insert into access_grant (id, port, grantee_kind, grantee, purpose, columns, row_filters,
                            masks, valid_from, valid_until)
                        values (:id, :port, :kind, :grantee, :purpose, :columns, :filters,
                            cast(:masks as jsonb), :from, :until)
                        """)
                .bind("id", grant.id())
                .bind("port", grant.port().toString())
                .bind("kind", kind(grant.grantee()))
                .bind("grantee", grant.grantee().name())
                .bind("purpose", grant.purpose())
                .bind("columns", columns(grant.columns()))
                .bind("filters", grant.rowFilters().toArray(String[]::new))
                .bind("masks", Json.text(MaskJson.of(grant.masks())))
                .bind("from", utc(grant.from()))
                .bind("until", utc(grant.until()))
                .execute();
    }

    /** @param columns what that column is called in the row, as {@code until} */
    static Grant grant(ResultSet row, PortAddress port, String columns, String until) throws SQLException {
        return new Grant(
                row.getObject("id", UUID.class),
                grantee(row),
                port,
                row.getString("purpose"),
                columns(row, columns),
                List.of((String[]) row.getArray("row_filters").getArray()),
                MaskJson.read(Json.parse(row.getString("masks"), JsonNode.class)),
                instant(row, "valid_from"),
                instant(row, until));
    }

    static Grantee grantee(ResultSet row) throws SQLException {
        String name = row.getString("grantee");
        return row.getString("grantee_kind").equals("TEAM")
                ? new Grantee.TeamNamed(name)
                : new Grantee.PrincipalNamed(name);
    }

    static String kind(Grantee grantee) {
        return grantee instanceof Grantee.TeamNamed ? "TEAM" : "PRINCIPAL";
    }

    static Optional<Set<String>> columns(ResultSet row, String name) throws SQLException {
        Array columns = row.getArray(name);
        return columns == null ? Optional.empty() : Optional.of(Set.of((String[]) columns.getArray()));
    }

    static String[] columns(Optional<Set<String>> columns) {
        return columns.map(names -> names.stream().sorted().toArray(String[]::new))
                .orElse(null);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
