package dev.polder.server.schema;

import dev.polder.server.database.Database;
import dev.polder.server.database.Digest;
import dev.polder.server.database.Lock;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Schemas and the versions of their subjects. A schema's id never changes and is never given to another. */
final class PostgresSchemaStore {
    /** How subjects end whose versions tools can decode a topic with. */
    static final String SERVED = "-value";

    /** A subject's version. */
    record Version(String subject, int version, int id, String schema) {}

    private final Database database;
    private final Clock clock;

    PostgresSchemaStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    int register(String subject, String schema) {
        return database.inTransaction(handle -> {
            Lock.SCHEMAS.acquire(handle);
            OffsetDateTime now = OffsetDateTime.now(clock);
            int id = id(handle, schema, now);
            handle.createUpdate("""
                            insert into subject_version (subject, version, schema_id, created_at)
                            select :subject, coalesce(max(version), 0) + 1, :id, :now
                            from subject_version where subject = :subject
                            on conflict (subject, schema_id) do nothing
                            """)
                    .bind("subject", subject)
                    .bind("id", id)
                    .bind("now", now)
                    .execute();
            return id;
        });
    }

    Optional<String> schema(int id) {
        return database.withHandle(handle -> handle.createQuery("select content from avro_schema where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne());
    }

    /** Those that are served. */
    List<String> subjects() {
        return database.withHandle(
                handle -> handle.createQuery("""
                        select distinct subject from subject_version where subject like '%-value' order by subject
                        """).mapTo(String.class).list());
    }

    /** None of a subject that is not served. */
    List<Version> versions(String subject) {
        return database.withHandle(handle -> handle.createQuery("""
                        select subject, version, schema_id, content
                        from subject_version join avro_schema on id = schema_id
                        where subject = :subject and subject like '%-value' order by version
                        """)
                .bind("subject", subject)
                .map((row, context) -> new Version(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4)))
                .list());
    }

    /** All versions of all subjects that are served. */
    List<Version> versions() {
        return database.withHandle(handle -> handle.createQuery("""
                        select subject, version, schema_id, content
                        from subject_version join avro_schema on id = schema_id
                        where subject like '%-value' order by subject, version
                        """)
                .map((row, context) -> new Version(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4)))
                .list());
    }

    /** Where a schema is used, among what is served. */
    List<Version> uses(int id) {
        return database.withHandle(handle -> handle.createQuery("""
                        select subject, version, schema_id, content
                        from subject_version join avro_schema on id = schema_id
                        where schema_id = :id and subject like '%-value' order by subject, version
                        """)
                .bind("id", id)
                .map((row, context) -> new Version(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4)))
                .list());
    }

    /** Every schema by subject and id, served or not. */
    Map<String, SortedMap<Integer, String>> all() {
        Map<String, SortedMap<Integer, String>> all = new TreeMap<>();
        database.useHandle(handle -> handle.createQuery(
                        "select subject, id, content from subject_version join avro_schema on id = schema_id")
                .map((row, context) -> new Version(row.getString(1), 0, row.getInt(2), row.getString(3)))
                .forEach(version -> all.computeIfAbsent(version.subject(), subject -> new TreeMap<>())
                        .put(version.id(), version.schema())));
        return all;
    }

    private static int id(Handle handle, String schema, OffsetDateTime now) {
        String digest = Digest.of(schema);
        Optional<Integer> known = handle.createQuery("select id from avro_schema where digest = :digest")
                .bind("digest", digest)
                .mapTo(Integer.class)
                .findOne();
        return known.orElseGet(() -> handle.createQuery("""
                        insert into avro_schema (digest, content, created_at) values (:digest, :content, :now)
                        returning id
                        """)
                .bind("digest", digest)
                .bind("content", schema)
                .bind("now", now)
                .mapTo(Integer.class)
                .one());
    }
}
