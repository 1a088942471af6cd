package dev.polder.server.mesh;

import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.server.database.Database;
import dev.polder.server.database.Digest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Every version of every policy and exception, in PostgreSQL. */
final class PostgresPolicyStore {
    /**
     * One version.
     *
     * @param source the document; empty when the policy was taken back
     */
    record Version(String key, int version, Optional<String> source, Instant changedAt, String changedBy) {}

    private final Database database;

    PostgresPolicyStore(Database database) {
        this.database = database;
    }

    /** All versions of a policy, the newest first; empty when there never was one. */
    List<Version> versions(String key) {
        return database.withHandle(handle -> handle.createQuery("""
                        select key, version, content, changed_at, changed_by
                        from policy_version left join document using (digest)
                        where key = :key order by version desc
                        """)
                .bind("key", key)
                .map((row, context) -> version(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class),
                        row.getString(5)))
                .list());
    }

    /** The version of every policy that there is. */
    Map<String, Version> newest() {
        return database.withHandle(handle -> handle.createQuery("""
                        select key, version, content, changed_at, changed_by
                        from policy join document using (digest)
                        """)
                .map((row, context) -> version(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class),
                        row.getString(5)))
                .collect(Collectors.toMap(Version::key, version -> version)));
    }

    /** The documents by path. */
    static Map<String, String> load(Handle handle) {
        Map<String, String> files = new TreeMap<>();
        handle.createQuery("select path, content from policy join document using (digest)")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(file -> files.put(file.getKey(), file.getValue()));
        return files;
    }

    /** Adds a version of everything that differs; answers whether anything does. */
    static boolean write(
            Handle handle, List<PolicyDocument> before, List<PolicyDocument> after, String who, Instant now) {
        Map<String, PolicyFile> old = byKey(before);
        boolean changed = false;
        for (PolicyDocument document : after) {
            PolicyFile policy = new PolicyFile(document);
            PolicyFile known = old.remove(policy.key());
            if (known == null || !known.document().source().equals(document.source())) {
                changed = true;
                String digest = Digest.of(document.source());
                handle.execute(
                        "insert into document (digest, content) values (?, ?) on conflict (digest) do nothing",
                        digest,
                        document.source());
                add(handle, policy, Optional.of(digest), who, now);
            }
        }
        for (PolicyFile gone : old.values()) {
            changed = true;
            add(handle, gone, Optional.empty(), who, now);
        }
        return changed;
    }

    private static void add(Handle handle, PolicyFile policy, Optional<String> digest, String who, Instant now) {
        handle.createUpdate("""
                        insert into policy_version (key, version, scope, kind, path, digest, changed_at, changed_by)
                        select :key, coalesce(max(version), 0) + 1, :scope, :kind, :path, :digest, :now, :who
                        from policy_version where key = :key
                        """)
                .bind("key", policy.key())
                .bind("scope", policy.scope())
                .bind("kind", policy.kind().name())
                .bind("path", policy.path())
                .bind("digest", digest.orElse(null))
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("who", who)
                .execute();
    }

    private static Map<String, PolicyFile> byKey(List<PolicyDocument> policies) {
        return policies.stream()
                .map(PolicyFile::new)
                .collect(
                        Collectors.toMap(PolicyFile::key, Function.identity(), (first, second) -> first, TreeMap::new));
    }

    private static Version version(String key, int version, String content, OffsetDateTime at, String by) {
        return new Version(key, version, Optional.ofNullable(content), at.toInstant(), by);
    }
}
