package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.List;

/** How the contract of one major version of a port changes. */
record ContractChange(Change.Action action, String reason, List<Finding> findings) {
    ContractChange {
        findings = List.copyOf(findings);
    }

    static ContractChange between(OutputPort old, OutputPort now) {
        if (old.contract().source().equals(now.contract().source())) {
            return new ContractChange(
                    Change.Action.NONE, "version " + now.contract().version(), List.of());
        }
        List<Finding> findings = new ArrayList<>();
        String from = old.contract().version();
        String to = now.contract().version();
        if (from.equals(to)) {
            findings.add(Finding.warning(
                    Code.CONTRACT_VERSION,
                    now.contract().position(),
                    "the contract of " + now.id() + " changed, but its version is still " + to,
                    "Raise the version's second or third number, so that readers can tell the contracts apart"));
        }
        String reason = from.equals(to) ? "changed, still version " + to : "version " + from + " → " + to;
        return new ContractChange(Change.Action.CHANGE, reason, findings);
    }
}
