package dev.polder.server.runs;

import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/** Runs and the worker that does them. */
final class PostgresRunStore {
    private static final String COLUMNS = """
            id, transform, port, trigger, state, worker, inputs, definition, attempt,
            queued_at, started_at, ended_at, rows, snapshot_id, checks, error
            """;
    private static final String SELECT = "select " + COLUMNS + " from run ";
    private static final TypeReference<Map<String, Long>> INPUTS = new TypeReference<>() {};
    private static final TypeReference<List<CheckResult>> CHECKS = new TypeReference<>() {};

    private final Database database;

    PostgresRunStore(Database database) {
        this.database = database;
    }

    /** Runs of a transaction that nobody else schedules in. */
    <R> R scheduling(Function<Scheduling, R> work) {
        return database.inTransaction(handle -> {
            Lock.SCHEDULE.acquire(handle);
            return work.apply(new Scheduling(handle));
        });
    }

    Optional<Run> find(UUID id) {
        return database.withHandle(handle -> handle.createQuery(SELECT + "where id = :id")
                .bind("id", id)
                .map((row, context) -> run(row))
                .findOne());
    }

    /** Newest first. */
    List<Run> list(Optional<String> portPrefix, Optional<Position> after, int limit) {
        return database.withHandle(handle -> {
            List<String> conditions = new ArrayList<>();
            if (portPrefix.isPresent()) {
                conditions.add("(port = :port or port like :prefix)");
            }
            if (after.isPresent()) {
                conditions.add("(queued_at, id) < (:queuedAt, :id)");
            }
            String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
            var query = handle.createQuery(SELECT + where + " order by queued_at desc, id desc limit :limit")
                    .bind("limit", limit);
            portPrefix.ifPresent(port -> query.bind("port", port).bind("prefix", port + ".v%"));
            after.ifPresent(
                    position -> query.bind("queuedAt", utc(position.queuedAt())).bind("id", position.id()));
            return query.map((row, context) -> run(row)).list();
        });
    }

    /** Where a page ended. */
    record Position(Instant queuedAt, UUID id) {}

    /** The newest run for every output port that counts; one that is under way is newer than one that waits. */
    List<Run> newestByPort(Outcome outcome) {
        return database.withHandle(
                handle -> handle.createQuery("select distinct on (port) " + COLUMNS + " from run where "
                                + outcome.condition
                                + " order by port, (state = 'RUNNING') desc, queued_at desc, id desc")
                        .map((row, context) -> run(row))
                        .list());
    }

    /** Which runs count. */
    enum Outcome {
        ANY("true"),
        /** Those whose result was checked, whatever came out. */
        CHECKED("state in ('SUCCEEDED', 'QUALITY_FAILED')"),
        PUBLISHED("state = 'SUCCEEDED'");

        private final String condition;

        Outcome(String condition) {
            this.condition = condition;
        }
    }

    /** What may be done while nobody else schedules. */
    static final class Scheduling {
        private final Handle handle;

        private Scheduling(Handle handle) {
            this.handle = handle;
        }

        /** The execution of every transform that began last. */
        Map<String, Run> lastStarted() {
            return byTransform("select distinct on (transform) " + COLUMNS
                    + " from run where state <> 'QUEUED' order by transform, started_at desc, id desc");
        }

        /** The run of every transform that waits to begin. */
        Map<String, Run> queued() {
            return byTransform(SELECT + "where state = 'QUEUED'");
        }

        private Map<String, Run> byTransform(String query) {
            Map<String, Run> runs = new HashMap<>();
            handle.createQuery(query).map((row, context) -> run(row)).forEach(run -> runs.put(run.transform(), run));
            return runs;
        }

        Optional<Run> find(UUID id) {
            return handle.createQuery(SELECT + "where id = :id for update")
                    .bind("id", id)
                    .map((row, context) -> run(row))
                    .findOne();
        }

        /**
         * Notes that a worker is there. Runs of another worker are lost, and so are those that this one should be busy with but
         * is not: the answer that gave it the run did not arrive.
         */
        void heard(Work.Poll poll, Instant now) {
            handle.createUpdate("""
                            insert into worker (id, seen_at) values (:id, :now)
                            on conflict (only_row) do update set id = excluded.id, seen_at = excluded.seen_at
                            """)
                    .bind("id", poll.worker())
                    .bind("now", utc(now))
                    .execute();
            handle.createUpdate("""
                            update run set state = 'LOST', ended_at = :now
                            where state = 'RUNNING' and (worker <> :id or not :busy)
                            """)
                    .bind("id", poll.worker())
                    .bind("busy", poll.busy())
                    .bind("now", utc(now))
                    .execute();
        }

        /** Marks what a silent worker had as lost. */
        void loseRunsOfSilentWorker(Instant silentSince, Instant now) {
            handle.createUpdate("""
                            update run set state = 'LOST', ended_at = :now
                            where state = 'RUNNING'
                              and not exists (select 1 from worker where worker.id = run.worker and seen_at > :since)
                            """)
                    .bind("since", utc(silentSince))
                    .bind("now", utc(now))
                    .execute();
        }

        void insert(Run run) {
            handle.createUpdate("""
                            insert into run (id, transform, port, trigger, state, worker, inputs, definition, attempt,
                                queued_at, started_at)
                            values (:id, :transform, :port, :trigger, :state, :worker, :inputs::jsonb, :definition,
                                :attempt, :queuedAt, :startedAt)
                            """)
                    .bind("id", run.id())
                    .bind("transform", run.transform())
                    .bind("port", run.port())
                    .bind("trigger", run.trigger().name())
                    .bind("state", run.state().name())
                    .bind("worker", run.worker().orElse(null))
                    .bind("inputs", Json.text(run.inputs()))
                    .bind("definition", run.definition())
                    .bind("attempt", run.attempt())
                    .bind("queuedAt", utc(run.queuedAt()))
                    .bind(
                            "startedAt",
                            run.startedAt().map(PostgresRunStore::utc).orElse(null))
                    .execute();
        }

        /** Gives a queued run to a worker. */
        void claim(Run run) {
            handle.createUpdate("""
                            update run set state = 'RUNNING', worker = :worker, inputs = :inputs::jsonb,
                                definition = :definition, started_at = :startedAt
                            where id = :id
                            """)
                    .bind("id", run.id())
                    .bind("worker", run.worker().orElseThrow())
                    .bind("inputs", Json.text(run.inputs()))
                    .bind("definition", run.definition())
                    .bind("startedAt", utc(run.startedAt().orElseThrow()))
                    .execute();
        }

        void finish(Run run) {
            handle.createUpdate("""
                            update run set state = :state, ended_at = :endedAt, rows = :rows, snapshot_id = :snapshotId,
                                checks = :checks::jsonb, error = :error::jsonb
                            where id = :id
                            """)
                    .bind("id", run.id())
                    .bind("state", run.state().name())
                    .bind("endedAt", utc(run.endedAt().orElseThrow()))
                    .bind("rows", run.rows().orElse(null))
                    .bind("snapshotId", run.snapshotId().orElse(null))
                    .bind("checks", Json.text(run.checks()))
                    .bind("error", run.error().map(Json::text).orElse(null))
                    .execute();
        }

        /** Forgets what waits to run although its transform was already gone when the mesh was looked at. */
        void forgetWishes(Set<String> transforms, Instant seen) {
            for (Run queued : queued().values()) {
                if (!transforms.contains(queued.transform())
                        && queued.queuedAt().isBefore(seen)) {
                    handle.execute("delete from run where id = ?", queued.id());
                }
            }
        }
    }

    private static Run run(ResultSet row) throws SQLException {
        String error = row.getString("error");
        return new Run(
                row.getObject("id", UUID.class),
                row.getString("transform"),
                row.getString("port"),
                Run.Trigger.valueOf(row.getString("trigger")),
                Run.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("worker")),
                Json.mapper().readValue(row.getString("inputs"), INPUTS),
                row.getString("definition"),
                row.getInt("attempt"),
                instant(row, "queued_at").orElseThrow(),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                number(row, "rows"),
                number(row, "snapshot_id"),
                Json.mapper().readValue(row.getString("checks"), CHECKS),
                error == null ? Optional.empty() : Optional.of(Json.parse(error, Failure.class)));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
