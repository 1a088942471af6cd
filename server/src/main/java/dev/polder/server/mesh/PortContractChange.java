package dev.polder.server.mesh;

import dev.polder.core.contract.ContractChange;
import dev.polder.core.contract.ContractChange.Kind;
import dev.polder.core.contract.ContractDiff;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.server.readers.PortUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the contract of one major version of a port changes, and which products that breaks: what breaks readers is an error.
 *
 * @param breaks the readers in this mesh that a change breaks
 * @param users who has read the port lately
 */
record PortContractChange(PortId port, ContractDiff diff, List<PortReader> breaks, List<PortUser> users) {
    /** More than these would hide the plan. */
    private static final int MENTIONED = 3;
    /** More than these would hide the change. */
    private static final int USERS_MENTIONED = 5;

    PortContractChange {
        breaks = List.copyOf(breaks);
        users = List.copyOf(users);
    }

    /**
     * @param mesh as it will be, with all input ports resolved
     * @param users who has read the port lately
     */
    static PortContractChange between(OutputPort old, OutputPort now, MeshModel mesh, List<PortUser> users) {
        ContractDiff diff = ContractDiff.ofPort(old.contract(), old.schema(), now.contract(), now.schema());
        return new PortContractChange(now.id(), diff, PortReader.of(now.id(), diff.brokenPaths(), mesh), users);
    }

    /** Who has read what a change breaks. */
    List<QueryReader> queries() {
        return QueryReader.of(users, diff.brokenPaths());
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ContractChange change : diff.changes()) {
            if (change.readers() == Kind.BREAKING) {
                findings.add(Finding.error(
                        Code.CONTRACT_BREAKING,
                        change.position(),
                        port + ": " + change.sentence() + broken(change),
                        change.remedy()));
            }
        }
        if (findings.isEmpty() && !diff.versionIsEnough()) {
            findings.add(version());
        }
        return findings;
    }

    private Finding version() {
        String from = diff.old().version();
        String to = diff.now().version();
        boolean same = from.equals(to);
        return Finding.warning(
                Code.CONTRACT_VERSION,
                diff.now().position(),
                "the contract of " + port + " changed, but its version "
                        + (same ? "is still " + to : "went from " + from + " to " + to + " only"),
                diff.neededVersion()
                        .map(needed ->
                                "Raise the version to " + needed + ", so that readers can tell the contracts apart")
                        .orElse("Raise the version, so that readers can tell the contracts apart"));
    }

    /** {@code ; breaks marketing/customer-360, column email, and queries of ana, column email (last read 2026-11-20)}. */
    private String broken(ContractChange change) {
        List<String> readers = new ArrayList<>(breaks.stream()
                .filter(reader -> reader.reads(change.path()))
                .map(reader -> reader.words(change.path()))
                .distinct()
                .toList());
        List<QueryReader> queries = QueryReader.of(users, Set.of(change.path()));
        queries.stream().limit(USERS_MENTIONED).map(QueryReader::words).forEach(readers::add);
        if (queries.size() > USERS_MENTIONED) {
            readers.add((queries.size() - USERS_MENTIONED) + " more who have read it");
        }
        return readers.isEmpty() ? "" : "; breaks " + String.join(", and ", readers);
    }

    /** Versions and the first changes, the gravest first. */
    String reason() {
        String from = diff.old().version();
        String to = diff.now().version();
        String versions = from.equals(to) ? "still version " + to : "version " + from + " → " + to;
        List<ContractChange> changes = diff.changes().stream()
                .sorted((one, other) -> one.readers() != other.readers()
                        ? one.readers().compareTo(other.readers())
                        : one.writers().compareTo(other.writers()))
                .toList();
        if (changes.isEmpty()) {
            return versions;
        }
        int more = changes.size() - MENTIONED;
        return versions + ": "
                + changes.stream()
                        .limit(MENTIONED)
                        .map(ContractChange::sentence)
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
