package dev.polder.server.policy;

import dev.polder.server.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** Who made which version of which policy, in PostgreSQL. */
public final class PostgresPolicyVersions {
    /**
     * One version.
     *
     * @param key of the policy or exception
     * @param source the document; empty when it was taken back
     */
    public record Version(String key, int version, Optional<String> source, Instant changedAt, String changedBy) {}

    private static final RowMapper<Version> ROW = (row, context) -> new Version(
            row.getString(1),
            row.getInt(2),
            Optional.ofNullable(row.getString(3)),
            row.getObject(4, OffsetDateTime.class).toInstant(),
            row.getString(5));

    private final Database database;

    public PostgresPolicyVersions(Database database) {
        this.database = database;
    }

    /** All versions of a policy, the newest first; empty when there never was one. */
    public List<Version> of(String key) {
        return database.withHandle(
                handle -> handle.createQuery("""
                        select key, version, content, changed_at, changed_by
                        from policy_version left join document using (digest)
                        where key = :key order by version desc
                        """).bind("key", key).map(ROW).list());
    }

    /** The newest version of every policy and exception that there is, by key. */
    public Map<String, Version> newest() {
        return database.withHandle(
                handle -> handle.createQuery("""
                        select key, version, content, changed_at, changed_by
                        from policy join document using (digest)
                        """).map(ROW).collect(Collectors.toMap(Version::key, version -> version)));
    }
}
