package dev.polder.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of many conditions can be true for somebody: those that can do without any {@link Key}, and those whose key's variable has one
 * of its values; less those that the purpose alone makes false, which is found out once for each purpose. All others are false. What
 * is kept depends on no principal and on no time. Safe for many threads. Numbers of conditions are kept as bits, so that they come in their order.
 */
final class Candidates {
    /** The conditions whose key is about one variable, by its values. */
    private record Keyed(Variable variable, Map<String, int[]> conditions) {}

    /** More purposes than a port is read for; whoever makes some up gets others forgotten, which costs time only. */
    private static final int MOST_PURPOSES = 100;

    private static final Set<Variable> PURPOSE = Set.of(Variable.PURPOSE);

    private final List<Term> conditions;
    private final long[] always;
    private final List<Keyed> keyed = new ArrayList<>();
    private final Map<String, long[]> byPurpose = new ConcurrentHashMap<>();

    Candidates(List<Term> conditions) {
        this.conditions = List.copyOf(conditions);
        this.always = new long[(conditions.size() + 63) / 64];
        Map<Variable, Map<String, int[]>> byKey = new EnumMap<>(Variable.class);
        for (int i = 0; i < conditions.size(); i++) {
            Optional<Key> key = conditions.get(i).key();
            if (key.isEmpty()) {
                set(i, always);
                continue;
            }
            Map<String, int[]> values = byKey.computeIfAbsent(key.get().variable(), it -> new HashMap<>());
            for (String value : key.get().values()) {
                values.merge(value, new int[] {i}, Candidates::joined);
            }
        }
        byKey.forEach((variable, values) -> keyed.add(new Keyed(variable, values)));
    }

    private static int[] joined(int[] some, int[] one) {
        int[] both = Arrays.copyOf(some, some.length + 1);
        both[some.length] = one[0];
        return both;
    }

    private static void set(int number, long[] bits) {
        bits[number >> 6] |= 1L << number;
    }

    /** Gives the numbers of conditions that can be true, ascending; see {@link #next}. */
    long[] of(Values values) {
        long[] found = always.clone();
        if (found.length == 0) {
            return found;
        }
        for (Keyed one : keyed) {
            Object value = values.of(one.variable());
            if (value instanceof String text) {
                add(one.conditions().get(text), found);
            } else {
                for (Object text : (Collection<?>) value) {
                    add(one.conditions().get((String) text), found);
                }
            }
        }
        long[] possible = possible((String) values.of(Variable.PURPOSE));
        for (int word = 0; word < found.length; word++) {
            found[word] &= possible[word];
        }
        return found;
    }

    /** The conditions that a purpose alone does not make false. */
    private long[] possible(String purpose) {
        long[] known = byPurpose.get(purpose);
        if (known == null) {
            known = judged(purpose);
            if (byPurpose.size() >= MOST_PURPOSES) {
                byPurpose.clear();
            }
            byPurpose.put(purpose, known);
        }
        return known;
    }

    private long[] judged(String purpose) {
        Values values = new Values().set(Variable.PURPOSE, purpose);
        long[] possible = new long[always.length];
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).known(PURPOSE, values).isKnown(Term.Outcome.FALSE)) {
                set(i, possible);
            }
        }
        return possible;
    }

    private static void add(int[] numbers, long[] to) {
        if (numbers != null) {
            for (int number : numbers) {
                set(number, to);
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
