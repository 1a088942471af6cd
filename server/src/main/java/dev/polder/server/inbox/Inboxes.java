package dev.polder.server.inbox;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.database.Poller;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.reconcile.Condition;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.schema.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards the inboxes of all ports that have one, each on one server at a time: the one that holds its lock. A lock that is lost with its
 * connection does no harm, because Kafka fences off whoever forwarded before.
 */
public final class Inboxes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inboxes.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Database database;
    private final ProvisionedPorts ports;
    private final PortLookup lookup;
    private final SchemaRegistry schemas;
    private final DriftKeeper drift;
    private final Map<String, String> client;
    private final Clock clock;
    private final Map<PortId, Forwarder> forwarders = new ConcurrentHashMap<>();
    private final Poller poller = new Poller("inboxes", INTERVAL, this::look);
    private Optional<Handle> session = Optional.empty();

    /**
     * @param drift told of unknown fields in what was forwarded
     * @param client how to reach Kafka as the gate
     */
    public Inboxes(
            Database database,
            ProvisionedPorts ports,
            PortLookup lookup,
            SchemaRegistry schemas,
            DriftKeeper drift,
            Map<String, String> client,
            Clock clock) {
        this.schemas = schemas;
        this.drift = drift;
        this.database = database;
        this.ports = ports;
        this.lookup = lookup;
        this.client = Map.copyOf(client);
        this.clock = clock;
    }

    public void start() {
        poller.start();
    }

    /** How a port's inbox does; empty when another server forwards it, or when it has none. */
    public Optional<Condition> condition(PortId port) {
        return Optional.ofNullable(forwarders.get(port)).map(Forwarder::condition);
    }

    @Override
    public void close() {
        poller.close();
        forwarders.values().parallelStream().forEach(Forwarder::close);
        forwarders.clear();
        closeSession();
    }

    private void look() {
        try {
            pass();
        } catch (RuntimeException e) {
            // The locks may be gone with the connection.
            closeSession();
            throw e;
        }
    }

    private void pass() {
        Map<PortId, ProvisionedPort> all = ports.all();
        boolean fresh = session.isEmpty();
        for (PortId port : forwarders.keySet()) {
            if (!hasInbox(all.get(port)) || forwarders.get(port).isFenced()) {
                end(port);
            } else if (fresh && !Lock.INBOX.tryHold(session(), port.topic())) {
                end(port);
            }
        }
        for (ProvisionedPort port : all.values()) {
            PortId id = port.port().id();
            if (hasInbox(port) && !forwarders.containsKey(id) && Lock.INBOX.tryHold(session(), id.topic())) {
                LOG.info("This server forwards an inbox from now on port={}", id);
                forwarders.put(
                        id,
                        new Forwarder(id, () -> target(id), this::schema, drift, client, clock, ForwardStep.Watch.NONE)
                                .start());
            }
        }
        if (!fresh) {
            session().execute("select 1");
        }
    }

    private static boolean hasInbox(ProvisionedPort port) {
        return port != null && port.port().ingested() && port.port().inbox().isPresent();
    }

    private Optional<Schema> schema(int id) {
        return schemas.schema(id).map(text -> new Schema.Parser().parse(text));
    }

    private PortLookup.Target target(PortId port) {
        return lookup.find(port.address(), OptionalInt.of(port.major()))
                .orElse(new PortLookup.NotProvisioned(port, "it has just been removed"));
    }

    private void end(PortId port) {
        LOG.info("This server does not forward an inbox any more port={}", port);
        forwarders.remove(port).close();
        Lock.INBOX.release(session(), port.topic());
    }

    private Handle session() {
        if (session.isEmpty()) {
            session = Optional.of(database.open());
        }
        return session.get();
    }

    private void closeSession() {
        session.ifPresent(handle -> {
            try {
                handle.close();
            } catch (RuntimeException e) {
                LOG.debug("A lost connection cannot be closed", e);
            }
        });
        session = Optional.empty();
    }
}
