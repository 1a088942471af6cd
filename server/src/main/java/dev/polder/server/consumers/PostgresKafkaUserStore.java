package dev.polder.server.consumers;

import dev.polder.server.database.Database;
import dev.polder.server.reconcile.Condition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The Kafka users that were made for principals. */
final class PostgresKafkaUserStore {
    private static final String TYPE = "RightsKept";

    private final Database database;

    PostgresKafkaUserStore(Database database) {
        this.database = database;
    }

    List<KafkaUser> all() {
        return database.withHandle(handle -> handle.createQuery("select * from kafka_user order by name")
                .map((row, context) -> user(row))
                .list());
    }

    Optional<KafkaUser> find(String principal) {
        return all().stream().filter(user -> user.principal().equals(principal)).findFirst();
    }

    /** Remembers a user that is made, or given another password, a moment later. */
    void put(String principal, String name, Instant now) {
        database.useHandle(handle -> handle.createUpdate("""
                        insert into kafka_user (principal, name, made_at, password_at) values (:principal, :name, :now, :now)
                        on conflict (principal) do update set password_at = excluded.password_at
                        """)
                .bind("principal", principal)
                .bind("name", name)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute());
    }

    /** Leaves it to the reconciler to take the user from the cluster. */
    void end(String principal) {
        database.useHandle(
                handle -> handle.createUpdate("update kafka_user set ended = true where principal = :principal")
                        .bind("principal", principal)
                        .execute());
    }

    void remove(String principal) {
        database.useHandle(handle -> handle.createUpdate("delete from kafka_user where principal = :principal")
                .bind("principal", principal)
                .execute());
    }

    /** What was last found out about the broker's rights. */
    Condition condition() {
        return database.withHandle(handle -> handle.createQuery("select kept, reason, message, since from kafka_rights")
                        .map((row, context) -> new Condition(
                                TYPE,
                                row.getBoolean("kept"),
                                row.getString("reason"),
                                row.getString("message"),
                                row.getObject("since", OffsetDateTime.class).toInstant()))
                        .findOne())
                .orElseGet(() -> new Condition(TYPE, false, "Pending", "Waits for Kafka", Instant.EPOCH));
    }

    /** Remembers what was found out. */
    void put(boolean kept, String reason, String message, Instant now) {
        database.useHandle(handle -> handle.createUpdate("""
                        insert into kafka_rights as old (kept, reason, message, since) values (:kept, :reason, :message, :now)
                        on conflict (one) do update set
                            since = case when (old.kept, old.reason) = (excluded.kept, excluded.reason)
                                then old.since else excluded.since end,
                            kept = excluded.kept, reason = excluded.reason, message = excluded.message
                        """)
                .bind("kept", kept)
                .bind("reason", reason)
                .bind("message", message)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute());
    }

    private static KafkaUser user(ResultSet row) throws SQLException {
        return new KafkaUser(
                row.getString("principal"),
                row.getString("name"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("password_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("ended"));
    }
}
