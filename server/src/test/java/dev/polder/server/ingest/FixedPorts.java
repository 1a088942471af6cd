package dev.polder.server.ingest;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Ports that are there from the start. */
final class FixedPorts implements PortLookup {
    private final SortedMap<PortId, Target> targets = new TreeMap<>();

    void add(PortId port, int schemaId, SchemaObject schema) {
        targets.put(port, new Provisioned(port, "orders", "1.2.3", schemaId, "digest", () -> schema));
    }

    void addWaiting(PortId port) {
        targets.put(port, new NotProvisioned(port, "its topic is being made"));
    }

    void addMade(PortId port) {
        targets.put(port, new MadeByTransform(port));
    }

    @Override
    public Optional<Target> find(PortAddress address, OptionalInt major) {
        Optional<Target> found = Optional.empty();
        for (var entry : targets.entrySet()) {
            PortId port = entry.getKey();
            if (port.address().equals(address) && (major.isEmpty() || major.getAsInt() == port.major())) {
                found = Optional.of(entry.getValue());
            }
        }
        return found;
    }

    @Override
    public Optional<Provisioned> known(PortAddress address) {
        return find(address, OptionalInt.empty())
                .filter(Provisioned.class::isInstance)
                .map(Provisioned.class::cast);
    }

    @Override
    public List<PortAddress> addresses() {
        return targets.keySet().stream().map(PortId::address).distinct().toList();
    }
}
