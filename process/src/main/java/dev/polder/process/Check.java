package dev.polder.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one rule.
 *
 * @param measure the number measured; empty when there was none
 * @param message what the rule asks and what it got
 */
record Check(String rule, Optional<String> measure, boolean holds, boolean blocks, String message) {
    Check {
        Objects.requireNonNull(rule);
        Objects.requireNonNull(measure);
        Objects.requireNonNull(message);
    }

    /** Whether these checks keep the data from being published. */
    static boolean anyBlocks(List<Check> checks) {
        return checks.stream().anyMatch(check -> check.blocks && !check.holds);
    }

    static ArrayNode toJson(List<Check> checks) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Check check : checks) {
            ObjectNode node = array.addObject();
            node.put("rule", check.rule);
            node.put("measure", check.measure.orElse(null));
            node.put("holds", check.holds);
            node.put("blocks", check.blocks);
            node.put("message", check.message);
        }
        return array;
    }
}
