package dev.polder.server.ingest;

import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Digest;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The mesh's ports. A port is checked against the contract that its topic and table stand for, which while a change is being
 * provisioned is still the earlier one.
 */
public final class MeshPortLookup implements PortLookup {
    /** The newest major version that is not deprecated; when all are, the newest. */
    private static final Comparator<OutputPort> NEWEST_ACTIVE =
            Comparator.comparing((OutputPort port) -> !port.deprecated()).thenComparing(OutputPort::id);

    private final MeshService mesh;
    private final ProvisionedPorts provisioned;

    public MeshPortLookup(MeshService mesh, ProvisionedPorts provisioned) {
        this.mesh = mesh;
        this.provisioned = provisioned;
    }

    @Override
    public Optional<Target> find(PortAddress address, OptionalInt major) {
        return ports().filter(port -> port.id().address().equals(address))
                .filter(port -> major.isEmpty() || port.id().major() == major.getAsInt())
                .max(NEWEST_ACTIVE)
                .map(this::target);
    }

    @Override
    public List<PortAddress> addresses() {
        return ports().map(port -> port.id().address()).distinct().toList();
    }

    private Stream<OutputPort> ports() {
        return mesh.current().products().stream().flatMap(product -> product.outputPorts().stream());
    }

    private Target target(OutputPort wanted) {
        PortId id = wanted.id();
        if (!wanted.ingested()) {
            return new MadeByTransform(id);
        }
        return provisioned
                .find(id)
                .<Target>map(MeshPortLookup::provisioned)
                .orElse(new NotProvisioned(id, "its topic and table are being made"));
    }

    private static Provisioned provisioned(ProvisionedPort ready) {
        OutputPort port = ready.port();
        return new Provisioned(
                port.id(),
                port.contract().id(),
                port.contract().version(),
                ready.schemaId(),
                Digest.of(port.contract().source()),
                port::schema);
    }
}
