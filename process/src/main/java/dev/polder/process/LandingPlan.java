package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which records one landing takes.
 *
 * @param ranges the partitions that have something new
 * @param after what is covered once they are landed
 * @param complete whether they are all that the topic holds now
 * @param recreated whether the topic is another one than the one that was landed until now
 */
record LandingPlan(SortedMap<Integer, OffsetRange> ranges, Covered after, boolean complete, boolean recreated) {
    /** A table property in the form of {@link Covered#OFFSETS}: where to go on when records are gone for good. */
    static final String RESUME = "polder.resume-offsets";

    /** How many offsets the ranges span: at least as many as they hold records. */
    long length() {
        return ranges.values().stream().mapToLong(OffsetRange::size).sum();
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /**
     * Decides what comes next.
     *
     * @param covered what the table holds; a partition that it does not name starts at its first record
     * @param resume where a person said to go on, for partitions whose records are gone
     * @param max the most records to take
     * @throws PolderException {@code OFFSETS_LOST} when the topic does not hold what should come next
     */
    static LandingPlan of(String topic, TopicState state, Covered covered, Map<Integer, Long> resume, long max) {
        boolean recreated = covered.topicId().isPresent() && !covered.topicId().equals(Optional.of(state.id()));
        SortedMap<Integer, OffsetRange> pending = new TreeMap<>();
        SortedMap<Integer, Long> after = new TreeMap<>();
        if (!recreated) {
            covered.offsets().forEach((partition, offset) -> {
                if (!state.partitions().containsKey(partition)) {
                    throw lost(topic, partition, offset, "the topic has no such partition any more");
                }
            });
        }
        state.partitions().forEach((partition, held) -> {
            long next = recreated ? held.from() : covered.offsets().getOrDefault(partition, held.from());
            if (next < held.from() || next > held.to()) {
                next = resumed(topic, partition, next, held, resume);
            }
            after.put(partition, next);
            if (next < held.to()) {
                pending.put(partition, new OffsetRange(next, held.to()));
            }
        });
        long total = pending.values().stream().mapToLong(OffsetRange::size).sum();
        SortedMap<Integer, OffsetRange> ranges = new TreeMap<>();
        pending.forEach((partition, range) -> {
            long share = total <= max ? range.size() : Math.max(1, (long) ((double) max * range.size() / total));
            ranges.put(partition, new OffsetRange(range.from(), range.from() + share));
            after.put(partition, range.from() + share);
        });
        return new LandingPlan(ranges, new Covered(Optional.of(state.id()), after), total <= max, recreated);
    }

    private static long resumed(String topic, int partition, long next, OffsetRange held, Map<Integer, Long> resume) {
        Long offset = resume.get(partition);
        if (offset != null && offset >= held.from() && offset <= held.to()) {
            return offset;
        }
        throw lost(topic, partition, next, "the topic holds offsets " + held.from() + " to " + held.to());
    }

    private static PolderException lost(String topic, int partition, long offset, String found) {
        return new PolderException(
                Code.OFFSETS_LOST,
                "topic " + topic + ", partition " + partition + ": offset " + offset + " should be landed next, but "
                        + found,
                "Send the lost records again if their source has them; then set the table property " + RESUME
                        + " to {\"" + topic + "\":{\"" + partition + "\":OFFSET}} to go on from OFFSET.");
    }
}
