package dev.polder.server.mesh;

import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.server.database.Digest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The policies of the mesh in PostgreSQL; every version is kept. */
final class PostgresPolicyStore {
    private PostgresPolicyStore() {}

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
}
