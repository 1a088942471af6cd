package dev.polder.server.runs;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.schema.SchemaRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Tells the worker which topics to land, and keeps how far it is. */
public final class LandingService {
    private record Orders(Map<PortId, ProvisionedPort> of, List<Work.Landing> landings) {}

    private final PostgresLandingStore store;
    private final ProvisionedPorts ports;
    private final SchemaRegistry schemas;
    private final Clock clock;
    private final AtomicReference<Orders> cached = new AtomicReference<>(new Orders(Map.of(), List.of()));

    public LandingService(Database database, ProvisionedPorts ports, SchemaRegistry schemas, Clock clock) {
        this.store = new PostgresLandingStore(database);
        this.ports = ports;
        this.schemas = schemas;
        this.clock = clock;
    }

    /** How far every port is that something was reported for. */
    public Map<String, LandingState> states() {
        return store.all();
    }

    List<Work.Landing> orders() {
        Map<PortId, ProvisionedPort> provisioned = ports.all();
        Orders orders = cached.get();
        // The map is the same object until something has changed.
        if (orders.of() != provisioned) {
            Map<String, SortedMap<Integer, String>> all = schemas.all();
            List<Work.Landing> landings = provisioned.values().stream()
                    .filter(port -> port.port().ingested())
                    .map(port -> order(port, all))
                    .toList();
            orders = new Orders(provisioned, landings);
            cached.set(orders);
        }
        return orders.landings();
    }

    private static Work.Landing order(ProvisionedPort provisioned, Map<String, SortedMap<Integer, String>> schemas) {
        PortId id = provisioned.port().id();
        TopicFormat format = provisioned.port().schema().topicFormat();
        Map<Integer, String> writers =
                new TreeMap<>(schemas.getOrDefault(SchemaRegistry.subject(id, format), new TreeMap<>()));
        writers.put(provisioned.schemaId(), provisioned.avroSchema());
        List<Work.RuleOrder> rules = Rules.of(provisioned.port());
        return new Work.Landing(
                id.toString(),
                id.topic(),
                provisioned.topicId(),
                format.word(),
                id.namespace(),
                id.table(),
                provisioned.avroSchema(),
                writers,
                // Rules that only warn are measured, too, on what is not published yet.
                !rules.isEmpty(),
                rules);
    }

    void report(Work.LandingReport report) {
        Optional<ProvisionedPort> port = ports.find(PortId.parse(report.port()));
        if (port.isEmpty()) {
            // Removed while it was landed.
            return;
        }
        String topicId = report.topicId().orElse(port.get().topicId());
        if (report.error().isPresent()) {
            store.failed(report.port(), topicId, report.error().get(), clock.instant());
        } else {
            store.landed(
                    new LandingState(
                            report.port(),
                            topicId,
                            report.offsets(),
                            report.records(),
                            report.snapshotId(),
                            report.published(),
                            report.checks(),
                            Optional.empty(),
                            Optional.empty()),
                    clock.instant());
        }
    }
}
