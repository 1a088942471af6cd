package dev.polder.server.reconcile;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.database.Digest;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.PortState.Reached;
import dev.polder.server.schema.SchemaRegistry;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The ports that can be used now. Every call asks the database for one number and reads the rest only when that has changed, so
 * what an apply on any server changed is seen by the next call. Safe for many threads.
 */
public final class ProvisionedPorts {
    private record Seen(String revision, Map<PortId, ProvisionedPort> ports) {}

    private final MeshService mesh;
    private final PostgresPortStore store;
    private final AtomicReference<Seen> cached = new AtomicReference<>(new Seen("", Map.of()));

    public ProvisionedPorts(Database database, MeshService mesh) {
        this.mesh = mesh;
        this.store = new PostgresPortStore(database);
    }

    /** All of them by id. */
    public Map<PortId, ProvisionedPort> all() {
        String revision = store.revision();
        Seen seen = cached.get();
        if (!seen.revision().equals(revision)) {
            seen = new Seen(revision, read());
            cached.set(seen);
        }
        return seen.ports();
    }

    /** One port. */
    public Optional<ProvisionedPort> find(PortId id) {
        return Optional.ofNullable(all().get(id));
    }

    /**
     * The newest major version of a port.
     *
     * @throws PolderException NOT_FOUND when the mesh has no such port, NOT_READY while it is not provisioned
     */
    public ProvisionedPort newest(PortAddress address) {
        Optional<ProvisionedPort> newest = all().values().stream()
                .filter(port -> port.port().id().address().equals(address))
                .max(Comparator.comparing(port -> port.port().id()));
        return newest.orElseThrow(() -> missing(address));
    }

    private PolderException missing(PortAddress address) {
        boolean known = mesh.current().products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .anyMatch(port -> port.id().address().equals(address));
        return known
                ? new PolderException(
                        Code.NOT_READY,
                        "The port " + address + " is still being provisioned",
                        "Try again in a few seconds; 'polder describe port " + address + "' shows how far it is")
                : new PolderException(
                        Code.NOT_FOUND, "There is no port '" + address + "'", "See what there is: polder get ports");
    }

    private Map<PortId, ProvisionedPort> read() {
        Map<PortId, OutputPort> wanted = new TreeMap<>();
        for (Product product : mesh.current().products()) {
            product.outputPorts().forEach(port -> wanted.put(port.id(), port));
        }
        Map<PortId, ProvisionedPort> ports = new TreeMap<>();
        for (PortState state : store.ports()) {
            OutputPort port = wanted.get(state.id());
            if (port != null && !state.removed() && !state.dropFirst()) {
                state.condition()
                        .flatMap(reached -> provisioned(port, reached))
                        .ifPresent(ready -> ports.put(state.id(), ready));
            }
        }
        return ports;
    }

    private Optional<ProvisionedPort> provisioned(OutputPort wanted, Reached reached) {
        if (reached.provisionedDigest().isEmpty()
                || reached.topicId().isEmpty()
                || reached.schemaId().isEmpty()) {
            return Optional.empty();
        }
        OutputPort port = asProvisioned(wanted, reached.provisionedDigest().get());
        return Optional.of(new ProvisionedPort(
                port,
                reached.schemaId().get(),
                SchemaRegistry.avro(port.id(), port.schema().storedType()),
                reached.topicId().get()));
    }

    private OutputPort asProvisioned(OutputPort wanted, String digest) {
        if (Digest.of(wanted.contract().source()).equals(digest)) {
            return wanted;
        }
        String source = store.document(digest);
        Contract contract = YamlReader.read("contract.odcs.yaml", source)
                .root()
                .flatMap(root -> ContractParser.parse(root, source).contract())
                .orElseThrow();
        SchemaObject schema = contract.schema().stream()
                .filter(object -> object.name().equals(wanted.schema().name()))
                .findFirst()
                .orElse(contract.schema().get(0));
        return new OutputPort(wanted.id(), contract, schema, wanted.ingested(), wanted.inbox(), wanted.deprecated());
    }
}
