package dev.polder.server.ingest;

import dev.polder.server.database.Database;
import dev.polder.server.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Answers in PostgreSQL. */
final class PostgresIdempotencyStore implements IdempotencyStore {
    private static final Duration KEPT = Duration.ofDays(7);

    private final Database database;
    private final Clock clock;

    PostgresIdempotencyStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Taken> find(String port, String key) {
        return database.withHandle(handle -> handle.createQuery("""
                        select body_digest, answer from ingest_answer
                        where port = :port and key = :key and answered_at > :oldest
                        """)
                .bind("port", port)
                .bind("key", key)
                .bind("oldest", oldest())
                .map((row, context) -> new Taken(row.getString(1), Json.parse(row.getString(2), IngestAnswer.class)))
                .findOne());
    }

    @Override
    public void keep(String port, String key, Taken taken) {
        database.useTransaction(handle -> {
            handle.createUpdate("delete from ingest_answer where answered_at <= :oldest")
                    .bind("oldest", oldest())
                    .execute();
            handle.createUpdate("""
                            insert into ingest_answer (port, key, body_digest, answer, answered_at)
                            values (:port, :key, :digest, :answer::jsonb, :now)
                            on conflict do nothing
                            """)
                    .bind("port", port)
                    .bind("key", key)
                    .bind("digest", taken.digest())
                    .bind("answer", Json.text(taken.answer()))
                    .bind("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .execute();
        });
    }

    private OffsetDateTime oldest() {
        return OffsetDateTime.ofInstant(clock.instant().minus(KEPT), ZoneOffset.UTC);
    }
}
