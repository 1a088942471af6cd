package dev.polder.policy;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.PortId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the facts about ports are found. Safe for many threads; gives the same object as long as nothing about the port has changed. */
@FunctionalInterface
public interface Ports {
    Optional<PortFacts> find(PortId port);

    /** The ports of a mesh that was read. */
    static Ports of(MeshModel mesh) {
        Map<PortId, PortFacts> ports = new HashMap<>();
        mesh.products()
                .forEach(product ->
                        product.outputPorts().forEach(port -> ports.put(port.id(), PortFacts.of(product, port))));
        return port -> Optional.ofNullable(ports.get(port));
    }
}
