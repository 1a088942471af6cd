package dev.polder.gate.fast;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/** The offset of local times in a zone, where there is no doubt: not when clocks are changed, and only from 1970 to 2099. */
public final class ZoneOffsets {
    private static final LocalDateTime FIRST = LocalDate.of(1970, 1, 1).atStartOfDay();
    private static final LocalDateTime LAST = LocalDate.of(2100, 1, 1).atStartOfDay();

    private final boolean fixed;
    private final int only;
    /** Local seconds since 1970: from the even to the next odd one the offset holds. */
    private final long[] edges;

    private final int[] offsets;

    private ZoneOffsets(boolean fixed, int only, List<Long> edges, List<Integer> offsets) {
        this.fixed = fixed;
        this.only = only;
        this.edges = edges.stream().mapToLong(Long::longValue).toArray();
        this.offsets = offsets.stream().mapToInt(Integer::intValue).toArray();
    }

    public static ZoneOffsets of(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset()) {
            int only = rules.getOffset(FIRST).getTotalSeconds();
            return new ZoneOffsets(true, only, List.of(), List.of());
        }
        List<Long> edges = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        LocalDateTime from = FIRST;
        ZoneOffset offset = rules.getOffset(FIRST.toInstant(ZoneOffset.UTC));
        ZoneOffsetTransition next = rules.nextTransition(FIRST.toInstant(ZoneOffset.UTC));
        while (next != null && next.getDateTimeBefore().isBefore(LAST)) {
            boolean gap = next.isGap();
            edges.add(seconds(from));
            edges.add(seconds(gap ? next.getDateTimeBefore() : next.getDateTimeAfter()));
            offsets.add(offset.getTotalSeconds());
            from = gap ? next.getDateTimeAfter() : next.getDateTimeBefore();
            offset = next.getOffsetAfter();
            next = rules.nextTransition(next.getInstant());
        }
        edges.add(seconds(from));
        edges.add(seconds(LAST));
        offsets.add(offset.getTotalSeconds());
        // The first day may belong to the transition before it.
        edges.set(0, edges.get(0) + 2 * Dates.SECONDS);
        return new ZoneOffsets(false, 0, edges, offsets);
    }

    private static long seconds(LocalDateTime local) {
        return local.toEpochSecond(ZoneOffset.UTC);
    }

    /** Seconds, or {@link Dates#NONE}. */
    int at(long local) {
        if (fixed) {
            return only;
        }
        int low = 0;
        int high = offsets.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (local < edges[2 * middle]) {
                high = middle - 1;
            } else if (local >= edges[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return offsets[middle];
            }
        }
        return Dates.NONE;
    }
}
