package dev.polder.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a landing did.
 *
 * @param topicId the incarnation of the topic that the offsets belong to, where it is known
 * @param records how many records it committed
 * @param snapshotId the newest snapshot of the branch that it landed on
 * @param offsets for every partition, the offset of the first record that is not landed
 * @param published whether main shows everything that is landed
 * @param checks the rules of an audited landing
 */
record LandingReport(
        String port,
        Optional<String> topicId,
        long records,
        Optional<Long> snapshotId,
        Map<Integer, Long> offsets,
        boolean published,
        List<Check> checks,
        Optional<Problem> problem) {
    LandingReport {
        Objects.requireNonNull(port);
        Objects.requireNonNull(topicId);
        Objects.requireNonNull(snapshotId);
        offsets = Map.copyOf(offsets);
        checks = List.copyOf(checks);
        Objects.requireNonNull(problem);
    }

    static LandingReport failed(String port, Map<Integer, Long> offsets, Problem problem) {
        return new LandingReport(
                port, Optional.empty(), 0, Optional.empty(), offsets, false, List.of(), Optional.of(problem));
    }

    ObjectNode toJson(String worker) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("worker", worker);
        node.put("port", port);
        node.put("topicId", topicId.orElse(null));
        node.put("records", records);
        node.put("snapshotId", snapshotId.orElse(null));
        ObjectNode partitions = node.putObject("offsets");
        offsets.forEach((partition, offset) -> partitions.put(String.valueOf(partition), offset));
        node.put("published", published);
        node.set("checks", Check.toJson(checks));
        node.set("error", problem.map(Problem::toJson).orElse(null));
        return node;
    }
}
