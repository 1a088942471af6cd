package dev.polder.server.ingest;

import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compiled contracts, the most recently used ones. Thread-safe. */
final class Gates {
    private static final int MOST = 500;

    private record Key(PortId port, String contractDigest) {
        static Key of(PortLookup.Provisioned target) {
            return new Key(target.port(), target.contractDigest());
        }
    }

    private final Map<Key, ContractGate> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ContractGate> eldest) {
            return size() > MOST;
        }
    };

    ContractGate of(PortLookup.Provisioned target) {
        Optional<ContractGate> known = known(target);
        if (known.isPresent()) {
            return known.get();
        }
        // Outside of the lock: two requests may both compile, which is cheaper than making all wait.
        ContractGate gate = ContractGate.compile(target.schema().get());
        synchronized (compiled) {
            compiled.put(Key.of(target), gate);
        }
        return gate;
    }

    /** The gate if it is compiled already. */
    Optional<ContractGate> known(PortLookup.Provisioned target) {
        synchronized (compiled) {
            return Optional.ofNullable(compiled.get(Key.of(target)));
        }
    }
}
