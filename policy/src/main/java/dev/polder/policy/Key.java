package dev.polder.policy;

import java.util.HashSet;
import java.util.Set;

/**
 * What a condition cannot do without: where a variable is none of these values (a list: has none of them), the condition is false.
 */
record Key(Variable variable, Set<String> values) {
    Key {
        values = Set.copyOf(values);
    }

    /** How much it leaves out, the most first. */
    int rank() {
        int rank = switch (variable) {
            case PRINCIPAL_NAME -> 0;
            case PURPOSE -> 1;
            case PRINCIPAL_TEAMS -> 2;
            case PRINCIPAL_DOMAINS -> 3;
            case PRINCIPAL_ROLES -> 4;
            default -> 5;
        };
        return rank * 1_000 + Math.min(999, values.size());
    }

    /** Of {@code a || b}, where both have one about the same variable. */
    Key or(Key other) {
        Set<String> both = new HashSet<>(values);
        both.addAll(other.values);
        return new Key(variable, both);
    }
}
