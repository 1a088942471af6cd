package dev.polder.server.reconcile;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.database.SingletonLoop;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.schema.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;

/** Provisioning as the rest of the server sees it: it goes on by itself, and one can ask how far it is. */
public final class Provisioning implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final PostgresPortStore store;
    private final SingletonLoop loop;

    /** Starts nothing yet. */
    public <C extends Catalog & SupportsNamespaces> Provisioning(
            Database database, MeshService mesh, Topics topics, C catalog, SchemaRegistry schemas, Clock clock) {
        this.store = new PostgresPortStore(database);
        this.loop = new SingletonLoop(
                database,
                Lock.RECONCILE,
                new Reconciler(mesh, store, topics, new Tables(catalog), schemas, clock)::pass,
                INTERVAL);
        mesh.onChange(loop::trigger);
    }

    public void start() {
        loop.start();
    }

    /** Called after every step of provisioning that this server has made. */
    public void onChange(Runnable listener) {
        store.onChange(listener);
    }

    /** How far every port is, those that are being removed too. */
    public Map<PortId, PortState> ports() {
        Map<PortId, PortState> ports = new HashMap<>();
        store.ports().forEach(port -> ports.put(port.id(), port));
        return ports;
    }

    public Optional<PortState> port(PortId id) {
        return store.port(id);
    }

    /** Changes whenever {@link #ports()} would answer something else about contracts, topics or schema ids. */
    public String revision() {
        return store.revision();
    }

    /** The document that has this digest. */
    public String document(String digest) {
        return store.document(digest);
    }

    @Override
    public void close() {
        loop.close();
    }
}
