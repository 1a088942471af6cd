package dev.polder.server.reconcile;

import dev.polder.core.name.PortId;
import java.time.Instant;
import java.util.Optional;

/**
 * A port as the reconciler's table has it.
 *
 * @param contractDigest of the contract that the mesh says
 * @param removed whether topic and table are to go
 * @param dropFirst whether topic and table of an earlier port of this name are to go before new ones are made
 * @param changedAt when somebody last changed what the port shall be
 * @param condition empty before the first attempt
 */
public record PortState(
        PortId id,
        String contractDigest,
        boolean removed,
        boolean dropFirst,
        Instant changedAt,
        Optional<Reached> condition) {
    /**
     * What was reached.
     *
     * @param provisionedDigest of the contract that topic, table and schema stand for; empty before they did the first time
     */
    public record Reached(
            Condition condition,
            int attempts,
            Instant retryAt,
            Optional<String> provisionedDigest,
            Optional<String> topicId,
            Optional<Integer> schemaId) {}

    Optional<String> provisionedDigest() {
        return condition.flatMap(Reached::provisionedDigest);
    }

    Optional<String> topicId() {
        return condition.flatMap(Reached::topicId);
    }
}
