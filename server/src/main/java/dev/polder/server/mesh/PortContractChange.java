package dev.polder.server.mesh;

import dev.polder.core.contract.ContractChange;
import dev.polder.core.contract.ContractDiff;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the contract of one major version of a port changes: what breaks its readers is an error. */
record PortContractChange(Change.Action action, String reason, List<Finding> findings) {
    /** More than these would hide the plan. */
    private static final int MENTIONED = 3;

    PortContractChange {
        findings = List.copyOf(findings);
    }

    static PortContractChange between(OutputPort old, OutputPort now) {
        if (old.contract().source().equals(now.contract().source())) {
            return new PortContractChange(
                    Change.Action.NONE, "version " + now.contract().version(), List.of());
        }
        List<ContractChange> changes =
                ContractDiff.between(old.schema(), now.schema(), now.id().major());
        List<Finding> findings = new ArrayList<>();
        for (ContractChange change : changes) {
            if (change.isBreaking()) {
                findings.add(Finding.error(
                        Code.CONTRACT_BREAKING,
                        change.position(),
                        now.id() + ": " + sentence(change),
                        change.remedy()));
            }
        }
        String from = old.contract().version();
        String to = now.contract().version();
        if (from.equals(to) && findings.isEmpty()) {
            findings.add(Finding.warning(
                    Code.CONTRACT_VERSION,
                    now.contract().position(),
                    "the contract of " + now.id() + " changed, but its version is still " + to,
                    "Raise the version's second or third number, so that readers can tell the contracts apart"));
        }
        String versions = from.equals(to) ? "still version " + to : "version " + from + " → " + to;
        return new PortContractChange(Change.Action.CHANGE, versions + summary(changes), findings);
    }

    private static String summary(List<ContractChange> changes) {
        if (changes.isEmpty()) {
            return "";
        }
        String mentioned = changes.stream()
                .limit(MENTIONED)
                .map(PortContractChange::sentence)
                .collect(Collectors.joining("; "));
        int more = changes.size() - MENTIONED;
        return ": " + mentioned + (more > 0 ? "; and " + more + " more" : "");
    }

    private static String sentence(ContractChange change) {
        return change.path().isEmpty() ? change.description() : change.path() + ": " + change.description();
    }
}
