package dev.polder.policy;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of many conditions can be true for somebody: those that can do without any {@link Key}, and those whose key's variable has one
 * of its values. The others are false. Numbers of conditions are kept as bits, so that they come in their order.
 */
final class Candidates {
    private final long[] always;
    private final Map<Variable, Map<String, long[]>> byKey = new EnumMap<>(Variable.class);

    Candidates(List<Term> conditions) {
        this.always = new long[(conditions.size() + 63) / 64];
        for (int i = 0; i < conditions.size(); i++) {
            Optional<Key> key = conditions.get(i).key();
            if (key.isEmpty()) {
                set(always, i);
                continue;
            }
            Map<String, long[]> values = byKey.computeIfAbsent(key.get().variable(), it -> new HashMap<>());
            for (String value : key.get().values()) {
                set(values.computeIfAbsent(value, it -> new long[always.length]), i);
            }
        }
    }

    private static void set(long[] bits, int number) {
        bits[number >> 6] |= 1L << number;
    }

    /** Gives the numbers of conditions that can be true, ascending; see {@link #next}. */
    long[] of(Values values) {
        long[] found = always.clone();
        byKey.forEach((variable, conditions) -> {
            Object value = values.of(variable);
            if (value instanceof String text) {
                add(conditions.get(text), found);
            } else {
                for (Object text : (Collection<?>) value) {
                    add(conditions.get((String) text), found);
                }
            }
        });
        return found;
    }

    private static void add(long[] bits, long[] to) {
        if (bits != null) {
            for (int i = 0; i < to.length; i++) {
                to[i] |= bits[i];
            }
        }
    }

    /** The first number from one on; -1 when there is none. */
    static int next(long[] found, int from) {
        int word = from >> 6;
        long bits = word < found.length ? found[word] & -1L << from : 0;
        while (bits == 0) {
            if (++word >= found.length) {
                return -1;
            }
            bits = found[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }
}
