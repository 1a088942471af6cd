package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.List;

/** One of {@code minimum}, {@code maximum}, {@code exclusiveMinimum}, {@code exclusiveMaximum}. */
record Bound<T extends Comparable<T>>(Kind kind, T limit, String written) {
    enum Kind {
        MINIMUM("minimum", "at least"),
        MAXIMUM("maximum", "at most"),
        EXCLUSIVE_MINIMUM("exclusiveMinimum", "more than"),
        EXCLUSIVE_MAXIMUM("exclusiveMaximum", "less than");

        private final String option;
        private final String phrase;

        Kind(String option, String phrase) {
            this.option = option;
            this.phrase = phrase;
        }

        String option() {
            return option;
        }
    }

    boolean holds(T value) {
        int order = value.compareTo(limit);
        return switch (kind) {
            case MINIMUM -> order >= 0;
            case MAXIMUM -> order <= 0;
            case EXCLUSIVE_MINIMUM -> order > 0;
            case EXCLUSIVE_MAXIMUM -> order < 0;
        };
    }

    static <T extends Comparable<T>> boolean allHold(
            List<Bound<T>> bounds, T value, Value shown, Where where, Refusals refusals) {
        boolean all = true;
        for (Bound<T> bound : bounds) {
            if (!bound.holds(value)) {
                all = false;
                refusals.add(
                        Code.RECORD_RANGE,
                        where,
                        bound.kind.option + " " + bound.written,
                        "The value must be " + bound.kind.phrase + " " + bound.written,
                        shown);
            }
        }
        return all;
    }
}
