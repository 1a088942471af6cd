package dev.polder.server.reconcile;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Ports and their conditions. */
final class PostgresPortStore {
    private static final String SELECT = """
            select id, contract_digest, removed, drop_first, changed_at,
                   ready, reason, message, since, attempts, retry_at, provisioned_digest, topic_id, schema_id
            from port left join port_condition on port_condition.port = port.id
            """;

    private final Database database;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    PostgresPortStore(Database database) {
        this.database = database;
    }

    /** Called after every change of what was reached for a port, made by this store. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    List<PortState> ports() {
        return database.withHandle(handle -> handle.createQuery(SELECT + "order by id")
                .map((row, context) -> port(row))
                .list());
    }

    Optional<PortState> port(PortId id) {
        return database.withHandle(handle -> handle.createQuery(SELECT + "where id = :id")
                .bind("id", id.toString())
                .map((row, context) -> port(row))
                .findOne());
    }

    /** A number that changes whenever what records are checked against may have changed. */
    String revision() {
        return database.withHandle(
                handle -> handle.createQuery("select generation || '.' || provisioning from mesh_state")
                        .mapTo(String.class)
                        .one());
    }

    /** A document by its digest. */
    String document(String digest) {
        return database.withHandle(handle -> handle.createQuery("select content from document where digest = :digest")
                .bind("digest", digest)
                .mapTo(String.class)
                .one());
    }

    void save(PortId id, PortState.Reached reached) {
        database.useTransaction(handle -> {
            int written = handle.createUpdate("""
                            insert into port_condition as old (port, ready, reason, message, since, attempts, retry_at,
                                provisioned_digest, topic_id, schema_id)
                            values (:port, :ready, :reason, :message, :since, :attempts, :retryAt,
                                :digest, :topicId, :schemaId)
                            on conflict (port) do update set
                                ready = excluded.ready,
                                reason = excluded.reason,
                                message = excluded.message,
                                since = excluded.since,
                                attempts = excluded.attempts,
                                retry_at = excluded.retry_at,
                                provisioned_digest = excluded.provisioned_digest,
                                topic_id = excluded.topic_id,
                                schema_id = excluded.schema_id
                            """)
                    .bind("port", id.toString())
                    .bind("ready", reached.condition().status())
                    .bind("reason", reached.condition().reason())
                    .bind("message", reached.condition().message())
                    .bind("since", utc(reached.condition().since()))
                    .bind("attempts", reached.attempts())
                    .bind("retryAt", utc(reached.retryAt()))
                    .bind("digest", reached.provisionedDigest().orElse(null))
                    .bind("topicId", reached.topicId().orElse(null))
                    .bind("schemaId", reached.schemaId().orElse(null))
                    .execute();
            if (written > 0) {
                handle.execute("update mesh_state set provisioning = provisioning + 1");
            }
        });
        listeners.forEach(Runnable::run);
    }

    /** Forgets what was reached for a port whose old topic and table are gone. */
    void dropped(PortId id) {
        database.useTransaction(handle -> {
            handle.execute("delete from port_condition where port = ?", id.toString());
            handle.execute("delete from landing where port = ?", id.toString());
            handle.execute("delete from drift where port = ?", id.toString());
            handle.execute("delete from port where id = ? and removed", id.toString());
            handle.execute("update port set drop_first = false where id = ?", id.toString());
            handle.execute("update mesh_state set provisioning = provisioning + 1");
        });
        listeners.forEach(Runnable::run);
    }

    private static PortState port(ResultSet row) throws SQLException {
        return new PortState(
                PortId.parse(row.getString("id")),
                row.getString("contract_digest"),
                row.getBoolean("removed"),
                row.getBoolean("drop_first"),
                instant(row, "changed_at"),
                row.getString("reason") == null ? Optional.empty() : Optional.of(reached(row)));
    }

    private static PortState.Reached reached(ResultSet row) throws SQLException {
        int schemaId = row.getInt("schema_id");
        Optional<Integer> schema = row.wasNull() ? Optional.empty() : Optional.of(schemaId);
        return new PortState.Reached(
                new Condition(
                        Condition.READY,
                        row.getBoolean("ready"),
                        row.getString("reason"),
                        row.getString("message"),
                        instant(row, "since")),
                row.getInt("attempts"),
                instant(row, "retry_at"),
                Optional.ofNullable(row.getString("provisioned_digest")),
                Optional.ofNullable(row.getString("topic_id")),
                schema);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
