package dev.polder.server.ingest;

import dev.polder.gate.ContractGate;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compiled contracts, the most recently used ones. Thread-safe. */
final class Gates {
    private static final int MOST = 500;

    private record Key(String port, String contractDigest) {}

    private final Map<Key, ContractGate> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ContractGate> eldest) {
            return size() > MOST;
        }
    };

    ContractGate of(PortLookup.Provisioned target) {
        Key key = new Key(target.port().toString(), target.contractDigest());
        synchronized (compiled) {
            ContractGate found = compiled.get(key);
            if (found != null) {
                return found;
            }
        }
        // Outside of the lock: two requests may both compile, which is cheaper than making all wait.
        ContractGate gate = ContractGate.compile(target.schema().get());
        synchronized (compiled) {
            compiled.put(key, gate);
        }
        return gate;
    }
}
