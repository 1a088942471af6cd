package dev.polder.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param rows how many rows the output has
 * @param snapshotId the published snapshot; empty when nothing was published
 */
record RunReport(
        String id, State state, long rows, Optional<Long> snapshotId, List<Check> checks, Optional<Problem> problem) {
    enum State {
        /** Published. */
        SUCCEEDED,
        /** Written to the audit branch; a blocking rule does not hold. */
        QUALITY_FAILED,
        /** Nothing was written. */
        FAILED
    }

    RunReport {
        Objects.requireNonNull(id);
        Objects.requireNonNull(state);
        Objects.requireNonNull(snapshotId);
        checks = List.copyOf(checks);
        Objects.requireNonNull(problem);
    }

    static RunReport failed(String id, Problem problem) {
        return new RunReport(id, State.FAILED, 0, Optional.empty(), List.of(), Optional.of(problem));
    }

    ObjectNode toJson(String worker) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("worker", worker);
        node.put("state", state.name());
        node.put("rows", rows);
        node.put("snapshotId", snapshotId.orElse(null));
        node.set("checks", Check.toJson(checks));
        node.set("error", problem.map(Problem::toJson).orElse(null));
        return node;
    }
}
