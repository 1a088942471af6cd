package dev.polder.server.runs;

import dev.polder.server.database.Database;
import dev.polder.server.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/** Landing progress as workers report it. */
final class PostgresLandingStore {
    private static final TypeReference<Map<Integer, Long>> OFFSETS = new TypeReference<>() {};
    private static final TypeReference<List<CheckResult>> CHECKS = new TypeReference<>() {};

    private final Database database;

    PostgresLandingStore(Database database) {
        this.database = database;
    }

    /** Notes a report; the same report twice counts once. */
    void landed(LandingState state, Instant now) {
        database.useHandle(handle -> handle.createUpdate("""
                        insert into landing as old (port, topic_id, offsets, records, snapshot_id, published, checks, error,
                            landed_at, reported_at)
                        values (:port, :topicId, :offsets::jsonb, :records, :snapshotId, :published, :checks::jsonb, null,
                            case when :records > 0 then :now::timestamptz end, :now)
                        on conflict (port) do update set
                            topic_id = excluded.topic_id,
                            offsets = excluded.offsets,
                            records = old.records + case
                                when excluded.snapshot_id is not distinct from old.snapshot_id then 0
                                else excluded.records end,
                            snapshot_id = coalesce(excluded.snapshot_id, old.snapshot_id),
                            published = excluded.published,
                            -- what was not measured again still holds for the same snapshot
                            checks = case
                                when excluded.checks = '[]' and excluded.snapshot_id is not distinct from old.snapshot_id
                                    then old.checks
                                else excluded.checks end,
                            error = null,
                            landed_at = coalesce(excluded.landed_at, old.landed_at),
                            reported_at = excluded.reported_at
                        """)
                .bind("port", state.port())
                .bind("topicId", state.topicId())
                .bind("offsets", Json.text(state.offsets()))
                .bind("records", state.records())
                .bind("snapshotId", state.snapshotId().orElse(null))
                .bind("published", state.published())
                .bind("checks", Json.text(state.checks()))
                .bind("now", utc(now))
                .execute());
    }

    /** Notes that a landing failed; how far it had come before stays. */
    void failed(String port, String topicId, Failure error, Instant now) {
        database.useHandle(handle -> handle.createUpdate("""
                        insert into landing (port, topic_id, offsets, records, published, checks, error, reported_at)
                        values (:port, :topicId, '{}', 0, false, '[]', :error::jsonb, :now)
                        on conflict (port) do update set error = excluded.error, reported_at = excluded.reported_at
                        """)
                .bind("port", port)
                .bind("topicId", topicId)
                .bind("error", Json.text(error))
                .bind("now", utc(now))
                .execute());
    }

    Map<String, LandingState> all() {
        Map<String, LandingState> all = new HashMap<>();
        database.useHandle(handle -> handle.createQuery("select * from landing")
                .map((row, context) -> landing(row))
                .forEach(landing -> all.put(landing.port(), landing)));
        return all;
    }

    private static LandingState landing(ResultSet row) throws SQLException {
        long snapshotId = row.getLong("snapshot_id");
        Optional<Long> snapshot = row.wasNull() ? Optional.empty() : Optional.of(snapshotId);
        String error = row.getString("error");
        return new LandingState(
                row.getString("port"),
                row.getString("topic_id"),
                Json.mapper().readValue(row.getString("offsets"), OFFSETS),
                row.getLong("records"),
                snapshot,
                row.getBoolean("published"),
                Json.mapper().readValue(row.getString("checks"), CHECKS),
                error == null ? Optional.empty() : Optional.of(Json.parse(error, Failure.class)),
                Optional.ofNullable(row.getObject("landed_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
