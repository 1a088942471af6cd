package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.problem.Finding;
import dev.polder.policy.Violation;
import java.util.List;

/**
 * What applying would do.
 *
 * @param contracts what changes in the contracts of ports that stay
 * @param violations of product policies by what changes, and by what stays when policies change; what of them is to be said stands in
 *     the findings too
 * @param next the whole mesh afterwards; meaningful only without errors
 */
record Plan(
        List<Change> changes,
        List<PortContractChange> contracts,
        List<Violation> violations,
        List<Finding> findings,
        MeshModel next) {
    Plan {
        contracts = List.copyOf(contracts);
        changes = List.copyOf(changes);
        violations = List.copyOf(violations);
        findings = List.copyOf(findings);
    }

    Plan with(List<Violation> found, List<Finding> others) {
        return new Plan(changes, contracts, found, others, next);
    }

    boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    boolean changesNothing() {
        return changes.stream().allMatch(change -> change.action() == Change.Action.NONE);
    }
}
