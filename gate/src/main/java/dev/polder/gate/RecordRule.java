package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A quality rule that one record can break alone: a library metric that must be 0.
 *
 * @param nullBreaks whether a missing value counts
 * @param bad carriers that count
 * @param good carriers that alone do not count; empty for no such list
 * @param patterns what a value, as text, must match not to count
 */
record RecordRule(
        String name,
        String metric,
        boolean nullBreaks,
        Set<Object> bad,
        Optional<Set<Object>> good,
        List<TextPattern> patterns) {
    boolean holds(Check check, Object carrier, Value value, Where where, Refusals refusals) {
        boolean holds = !bad.contains(carrier)
                && (good.isEmpty() || good.get().contains(carrier))
                && (patterns.isEmpty() || match(text(check, carrier)));
        if (!holds) {
            refuse(where, refusals, value);
        }
        return holds;
    }

    private boolean match(String text) {
        return patterns.stream().allMatch(pattern -> !pattern.isTooLong(text) && pattern.isFoundIn(text));
    }

    /** A string itself, anything else as SQL would cast it. */
    private static String text(Check check, Object carrier) {
        if (carrier instanceof String string) {
            return string;
        }
        StringBuilder written = new StringBuilder();
        check.writeKey(carrier, written);
        return written.toString().replace("\"", "");
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
