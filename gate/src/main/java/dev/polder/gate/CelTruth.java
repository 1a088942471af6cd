package dev.polder.gate;

import java.util.function.Function;

/**
 * The logic of rules: true, false, null for "nobody knows", and {@link #FAILED} for what cannot be computed. False decides an AND and true an
 * OR whatever else there is, in CEL for failures and in SQL for nulls.
 */
final class CelTruth {
    /** In place of a value that cannot be computed, such as a quotient by zero. */
    static final Object FAILED = new Object();

    private CelTruth() {}

    /** Whether all conditions hold, or (deciding on true) one of them does; the rest of them is not asked once it is clear. */
    static <T> Object decide(Iterable<T> operands, Function<T, Object> condition, boolean deciding) {
        boolean unknown = false;
        boolean failed = false;
        for (T operand : operands) {
            Object value = condition.apply(operand);
            if (value == null) {
                unknown = true;
            } else if (value == FAILED) {
                failed = true;
            } else if ((Boolean) value == deciding) {
                return deciding;
            }
        }
        return failed ? FAILED : unknown ? null : (Object) !deciding;
    }
}
