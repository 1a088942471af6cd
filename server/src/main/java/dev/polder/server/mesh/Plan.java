package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.problem.Finding;
import java.util.List;

/**
 * What applying would do.
 *
 * @param contracts what changes in the contracts of ports that stay
 * @param next the whole mesh afterwards; meaningful only without errors
 */
record Plan(List<Change> changes, List<PortContractChange> contracts, List<Finding> findings, MeshModel next) {
    Plan {
        contracts = List.copyOf(contracts);
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }

    boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    boolean changesNothing() {
        return changes.stream().allMatch(change -> change.action() == Change.Action.NONE);
    }
}
