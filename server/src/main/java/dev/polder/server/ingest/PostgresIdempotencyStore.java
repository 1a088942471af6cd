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

    /** Of what was taken before senders were noted nobody knows whose it was: whoever has the key and the body. */
    @Override
    public Optional<Taken> find(Place place) {
        return database.withHandle(handle -> handle.createQuery("""
                        select body_digest, answer from ingest_answer
                        where port = :port and sender in (:sender, '') and key = :key and answered_at > :oldest
                        order by sender desc limit 1
                        """)
                .bind("port", place.port())
                .bind("sender", place.sender())
                .bind("key", place.key())
                .bind("oldest", oldest())
                .map((row, context) -> new Taken(row.getString(1), Json.parse(row.getString(2), IngestAnswer.class)))
                .findOne());
    }

    @Override
    public void keep(Place place, Taken taken) {
        database.useTransaction(handle -> {
            handle.createUpdate("delete from ingest_answer where answered_at <= :oldest")
                    .bind("oldest", oldest())
                    .execute();
            handle.createUpdate("""
                            insert into ingest_answer (port, sender, key, body_digest, answer, answered_at)
                            values (:port, :sender, :key, :digest, :answer::jsonb, :now)
                            on conflict do nothing
                            """)
                    .bind("port", place.port())
                    .bind("sender", place.sender())
                    .bind("key", place.key())
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
