package dev.polder.server.query;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.query.PortCatalog;
import dev.polder.query.ResolvedPort;
import dev.polder.query.SealedColumn;
import dev.polder.server.catalog.MeshCatalog;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.privacy.Privacy;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ports of the mesh that have their table, under their names in SQL, whoever reads them. */
public final class PublishedPorts implements PortCatalog {
    /** The newest major version that is not deprecated; when all are, the newest. */
    private static final Comparator<OutputPort> NEWEST_ACTIVE =
            Comparator.comparing((OutputPort port) -> !port.deprecated()).thenComparing(OutputPort::id);

    private final MeshService mesh;
    private final ProvisionedPorts ports;
    private final MeshCatalog catalog;
    private final Privacy privacy;

    public PublishedPorts(MeshService mesh, ProvisionedPorts ports, MeshCatalog catalog, Privacy privacy) {
        this.mesh = mesh;
        this.ports = ports;
        this.catalog = catalog;
        this.privacy = privacy;
    }

    /** @throws PolderException NOT_READY when the mesh has the port but its table is still being made */
    @Override
    public Optional<ResolvedPort> resolve(String name) {
        Optional<ResolvedPort> resolved = named(name, provisioned())
                .flatMap(id -> catalog.table(id).map(table -> new ResolvedPort(id, table, sealed(id))));
        if (resolved.isEmpty()) {
            named(name, wanted()).ifPresent(id -> {
                throw new PolderException(
                        Code.NOT_READY,
                        "The port " + id + " is still being provisioned",
                        "Try again in a few seconds; 'polder describe port " + id.address() + "' shows how far it is");
            });
        }
        return resolved;
    }

    @Override
    public List<String> names() {
        return provisioned().stream()
                .flatMap(port -> Stream.of(port.id().address().sqlName(), exactName(port.id())))
                .distinct()
                .toList();
    }

    private List<SealedColumn> sealed(PortId id) {
        SchemaObject schema = ports.all().get(id).port().schema();
        return schema.isEncrypted() ? privacy.sealed(id, schema) : List.of();
    }

    private static Optional<PortId> named(String name, Collection<OutputPort> ports) {
        Optional<OutputPort> newest = ports.stream()
                .filter(port -> port.id().address().sqlName().equals(name))
                .max(NEWEST_ACTIVE);
        return newest.or(() -> ports.stream()
                        .filter(port -> exactName(port.id()).equals(name))
                        .findFirst())
                .map(OutputPort::id);
    }

    private static String exactName(PortId port) {
        return port.address().sqlName() + "_v" + port.major();
    }

    private List<OutputPort> provisioned() {
        return ports.all().values().stream().map(ProvisionedPort::port).toList();
    }

    private List<OutputPort> wanted() {
        return mesh.current().products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .toList();
    }
}
