package dev.polder.gate.fast;

import java.util.Arrays;
import java.util.Collection;

/** Which of the values that a type can carry are there to choose from, as numbers. Immutable. */
public final class Choice {
    /** All. */
    public static final Choice ANY = new Choice(null, new long[0]);

    private static final int FEW = 8;

    /** Sorted; null for all. */
    private final long[] good;

    private final long[] bad;

    private Choice(long[] good, long[] bad) {
        this.good = good;
        this.bad = bad;
    }

    /** Of these values those that are listed. */
    public Choice only(Collection<Long> listed) {
        return new Choice(
                sorted(listed.stream()
                        .mapToLong(Long::longValue)
                        .filter(this::has)
                        .toArray()),
                bad);
    }

    /** These values but for those that are listed. */
    public Choice without(Collection<Long> listed) {
        long[] all = Arrays.copyOf(bad, bad.length + listed.size());
        int at = bad.length;
        for (long value : listed) {
            all[at++] = value;
        }
        return new Choice(good, sorted(all));
    }

    private static long[] sorted(long[] values) {
        Arrays.sort(values);
        return values;
    }

    boolean isAny() {
        return good == null && bad.length == 0;
    }

    boolean has(long value) {
        return (good == null || in(good, value)) && (bad.length == 0 || !in(bad, value));
    }

    private static boolean in(long[] sorted, long value) {
        if (sorted.length > FEW) {
            return Arrays.binarySearch(sorted, value) >= 0;
        }
        for (long each : sorted) {
            if (each == value) {
                return true;
            }
        }
        return false;
    }
}
