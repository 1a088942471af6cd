package dev.polder.server.runs;

import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from the mesh, from what is provisioned and from the tables which transforms could run, and on what. */
final class Candidates {
    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);

    private final MeshService mesh;
    private final ProvisionedPorts ports;
    private final Snapshots snapshots;

    Candidates(MeshService mesh, ProvisionedPorts ports, Snapshots snapshots) {
        this.mesh = mesh;
        this.ports = ports;
        this.snapshots = snapshots;
    }

    /** The addresses of all transforms, also of those that cannot run now. */
    Set<String> transforms() {
        Set<String> transforms = new HashSet<>();
        for (Product product : mesh.current().products()) {
            product.transforms().forEach(transform -> transforms.add(Candidate.address(product.address(), transform)));
        }
        return transforms;
    }

    List<Candidate> all() {
        Map<PortId, ProvisionedPort> provisioned = ports.all();
        List<Candidate> candidates = new ArrayList<>();
        for (Product product : mesh.current().products()) {
            for (Transform transform : product.transforms()) {
                try {
                    candidate(product, transform, provisioned).ifPresent(candidates::add);
                } catch (RuntimeException e) {
                    // A table that cannot be read must not keep everybody else's transforms from running.
                    LOG.warn(
                            "The inputs of a transform cannot be read transform={}",
                            Candidate.address(product.address(), transform),
                            e);
                }
            }
        }
        return candidates;
    }

    /** Output port → the ports whose first data its transform waits for; ports that wait for nothing are left out. */
    Map<String, List<String>> waiting() {
        Map<String, List<String>> waiting = new TreeMap<>();
        for (Product product : mesh.current().products()) {
            for (Transform transform : product.transforms()) {
                if (transform.run() instanceof Pipeline.OnInputs) {
                    List<String> missing = inputs(product, transform).stream()
                            .filter(input ->
                                    input.from().filter(this::holdsData).isEmpty())
                            .map(input -> input.from().map(PortId::toString).orElse(input.contractId()))
                            .toList();
                    if (!missing.isEmpty()) {
                        waiting.put(transform.into().toString(), missing);
                    }
                }
            }
        }
        return waiting;
    }

    private boolean holdsData(PortId port) {
        try {
            return snapshots.published(port).isPresent();
        } catch (RuntimeException e) {
            LOG.debug("A table cannot be read port={}", port, e);
            return false;
        }
    }

    private Optional<Candidate> candidate(
            Product product, Transform transform, Map<PortId, ProvisionedPort> provisioned) {
        ProvisionedPort output = provisioned.get(transform.into());
        if (output == null) {
            return Optional.empty();
        }
        List<Candidate.Input> inputs = new ArrayList<>();
        for (InputPort input : inputs(product, transform)) {
            Optional<PortId> from = input.from().filter(provisioned::containsKey);
            if (from.isEmpty()) {
                return Optional.empty();
            }
            inputs.add(new Candidate.Input(input.name().folded(), from.get(), snapshots.published(from.get())));
        }
        return Optional.of(new Candidate(product, transform, output.port(), inputs));
    }

    private static List<InputPort> inputs(Product product, Transform transform) {
        return product.inputPorts().stream()
                .filter(input -> transform.reads().contains(input.name()))
                .toList();
    }
}
