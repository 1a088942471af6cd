package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.Domain;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.server.database.Database;
import dev.polder.server.database.Digest;
import dev.polder.server.database.Lock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The mesh's documents in PostgreSQL. */
final class PostgresMeshStore {
    /** The documents as one directory, by path, as {@code MeshReader} takes them. */
    record Documents(long generation, Optional<String> name, Map<String, String> files) {}

    private record PortRow(String id, String digest, boolean removed) {}

    private final Database database;

    PostgresMeshStore(Database database) {
        this.database = database;
    }

    long generation() {
        return database.withHandle(handle -> handle.createQuery("select generation from mesh_state")
                .mapTo(Long.class)
                .one());
    }

    Documents load() {
        return database.inTransaction(handle -> {
            // One snapshot for all reads, so that they belong together.
            handle.execute("set transaction isolation level repeatable read");
            return load(handle);
        });
    }

    /**
     * Changes the mesh: one transaction, one at a time over all servers.
     *
     * @param decide what the mesh shall become, from what it is; what it throws changes nothing
     * @param check gets the documents as they have become; what it throws changes nothing
     * @param step taken when something was changed
     * @param who changes it
     */
    void change(
            Function<Documents, Change> decide, Consumer<Documents> check, ChangeStep step, String who, Instant now) {
        database.useTransaction(handle -> {
            Lock.MESH.acquire(handle);
            Change change = decide.apply(load(handle));
            if (write(handle, change, who, now)) {
                handle.execute("update mesh_state set generation = generation + 1");
                check.accept(load(handle));
                step.take(handle, change.before(), change.after(), who, now);
            }
        });
    }

    /** From what to what. */
    record Change(MeshModel before, MeshModel after) {}

    private static Documents load(Handle handle) {
        Map<String, String> files = new TreeMap<>();
        handle.createQuery("""
                        select 'domains/' || name || '/domain.yaml' as path, content
                        from domain join document using (digest)
                        union all
                        select 'domains/' || domain || '/' || product || '/' || path, content
                        from product_file join document using (digest)
                        """)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(file -> files.put(file.getKey(), file.getValue()));
        files.putAll(PostgresPolicyStore.load(handle));
        return handle.createQuery("select generation, name from mesh_state")
                .map((row, context) -> new Documents(row.getLong(1), Optional.ofNullable(row.getString(2)), files))
                .one();
    }

    private static boolean write(Handle handle, Change change, String who, Instant now) {
        boolean changed = writeName(handle, change);
        changed |= writeDomains(handle, change, now);
        changed |= writeProducts(handle, change, now);
        changed |= removeDomains(handle, change);
        changed |= writePorts(handle, change, now);
        changed |= PostgresPolicyStore.write(
                handle, change.before().policies(), change.after().policies(), who, now);
        return changed;
    }

    private static boolean writeName(Handle handle, Change change) {
        return change.after().name().isPresent()
                && handle.execute(
                                "update mesh_state set name = ? where name is distinct from ?",
                                change.after().name().get(),
                                change.after().name().get())
                        > 0;
    }

    private static boolean writeDomains(Handle handle, Change change, Instant now) {
        Map<String, String> before = change.before().domains().stream()
                .collect(Collectors.toMap(domain -> domain.name().value(), Domain::source));
        boolean changed = false;
        for (Domain domain : change.after().domains()) {
            if (!domain.source().equals(before.get(domain.name().value()))) {
                changed = true;
                handle.createUpdate("""
                                insert into domain (name, digest, created_at, changed_at)
                                values (:name, :digest, :now, :now)
                                on conflict (name) do update set digest = excluded.digest, changed_at = excluded.changed_at
                                """)
                        .bind("name", domain.name().value())
                        .bind("digest", document(handle, domain.source()))
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute();
            }
        }
        return changed;
    }

    private static boolean removeDomains(Handle handle, Change change) {
        Set<String> after = change.after().domains().stream()
                .map(domain -> domain.name().value())
                .collect(Collectors.toSet());
        boolean changed = false;
        for (Domain domain : change.before().domains()) {
            if (!after.contains(domain.name().value())) {
                changed = true;
                handle.execute(
                        "delete from domain where name = ?", domain.name().value());
            }
        }
        return changed;
    }

    private static boolean writeProducts(Handle handle, Change change, Instant now) {
        Map<ProductAddress, Product> before =
                change.before().products().stream().collect(Collectors.toMap(Product::address, product -> product));
        boolean changed = false;
        for (Product product : change.after().products()) {
            Product old = before.remove(product.address());
            if (old == null || !old.files().equals(product.files())) {
                changed = true;
                writeProduct(handle, product, now);
            }
        }
        for (ProductAddress gone : before.keySet()) {
            changed = true;
            handle.execute(
                    "delete from product where domain = ? and name = ?",
                    gone.domain().value(),
                    gone.product().value());
        }
        return changed;
    }

    private static void writeProduct(Handle handle, Product product, Instant now) {
        String domain = product.address().domain().value();
        String name = product.address().product().value();
        handle.createUpdate("""
                        insert into product (domain, name, created_at, changed_at) values (:domain, :name, :now, :now)
                        on conflict (domain, name) do update set changed_at = excluded.changed_at
                        """)
                .bind("domain", domain)
                .bind("name", name)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        handle.execute("delete from product_file where domain = ? and product = ?", domain, name);
        product.files()
                .forEach((path, content) -> handle.execute(
                        "insert into product_file (domain, product, path, digest) values (?, ?, ?, ?)",
                        domain,
                        name,
                        path,
                        document(handle, content)));
    }

    private static boolean writePorts(Handle handle, Change change, Instant now) {
        Map<String, PortRow> rows = new HashMap<>();
        handle.createQuery("select id, contract_digest, removed from port")
                .map((row, context) -> new PortRow(row.getString(1), row.getString(2), row.getBoolean(3)))
                .forEach(row -> rows.put(row.id(), row));
        boolean changed = false;
        for (OutputPort port : ports(change.after())) {
            PortRow row = rows.remove(port.id().toString());
            String digest = document(handle, port.contract().source());
            if (row == null || row.removed() || !row.digest().equals(digest)) {
                changed = true;
                upsert(handle, port, digest, now);
            }
        }
        for (PortRow row : rows.values()) {
            if (!row.removed()) {
                changed = true;
                handle.createUpdate("update port set removed = true, changed_at = :now where id = :id")
                        .bind("id", row.id())
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute();
            }
        }
        return changed;
    }

    private static void upsert(Handle handle, OutputPort port, String digest, Instant now) {
        PortId id = port.id();
        handle.createUpdate("""
                        insert into port (id, domain, product, contract_version, contract_digest, created_at, changed_at)
                        values (:id, :domain, :product, :version, :digest, :now, :now)
                        on conflict (id) do update set
                            contract_version = excluded.contract_version,
                            contract_digest = excluded.contract_digest,
                            changed_at = excluded.changed_at,
                            drop_first = port.drop_first or port.removed,
                            removed = false
                        """)
                .bind("id", id.toString())
                .bind("domain", id.address().domain().value())
                .bind("product", id.address().product().value())
                .bind("version", port.contract().version())
                .bind("digest", digest)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static List<OutputPort> ports(MeshModel mesh) {
        return mesh.products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .toList();
    }

    private static String document(Handle handle, String content) {
        String digest = Digest.of(content);
        handle.execute(
                "insert into document (digest, content) values (?, ?) on conflict (digest) do nothing",
                digest,
                content);
        return digest;
    }
}
