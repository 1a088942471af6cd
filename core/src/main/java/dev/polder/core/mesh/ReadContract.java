package dev.polder.core.mesh;

import dev.polder.core.contract.Contract;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Position;
import java.util.Optional;

/** A contract with the file it stands in. */
record ReadContract(MeshFile file, Contract contract) {
    Optional<Integer> major() {
        return Majors.of(contract.version());
    }

    Position place(String field) {
        return file.root()
                .flatMap(root -> Nodes.value(root, field))
                .map(Node::position)
                .orElse(contract.position());
    }
}
