package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.Optional;
import java.util.Set;

/**
 * A quality rule that one record can break alone: a library metric that must be 0.
 *
 * @param nullBreaks whether a missing value counts
 * @param bad carriers that count
 * @param good carriers that alone do not count; empty for no such list
 * @param pattern what texts must match not to count
 */
record RecordRule(
        String name,
        String metric,
        boolean nullBreaks,
        Set<Object> bad,
        Optional<Set<Object>> good,
        Optional<TextPattern> pattern) {
    boolean holds(Object carrier, Value value, Where where, Refusals refusals) {
        boolean holds = !bad.contains(carrier)
                && (good.isEmpty() || good.get().contains(carrier))
                && (pattern.isEmpty()
                        || !(value instanceof Value.Str text)
                        || pattern.get().isFoundIn(text.text()));
        if (!holds) {
            refuse(where, refusals, value);
        }
        return holds;
    }

    boolean holdsWithout(Where where, Refusals refusals) {
        if (nullBreaks) {
            refuse(where, refusals, Value.Null.NULL);
        }
        return !nullBreaks;
    }

    private void refuse(Where where, Refusals refusals, Value value) {
        refusals.add(
                Code.RECORD_QUALITY,
                where,
                "quality " + name,
                "The value breaks the quality rule '" + name + "': " + metric + " must be 0",
                value);
    }
}
