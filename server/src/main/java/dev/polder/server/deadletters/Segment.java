package dev.polder.server.deadletters;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The letters of one group among {@value #SIZE} neighbouring offsets, each in one state. A million letters of ten groups are 2,450
 * of these with one or two kilobytes each.
 */
final class Segment {
    static final int SIZE = 4096;

    private final Map<LetterState, BitSet> letters = new EnumMap<>(LetterState.class);

    Segment() {
        for (LetterState state : LetterState.values()) {
            letters.put(state, new BitSet());
        }
    }

    static long number(long offset) {
        return offset / SIZE;
    }

    static int bit(long offset) {
        return (int) (offset % SIZE);
    }

    void load(LetterState state, byte[] bits) {
        letters.put(state, BitSet.valueOf(bits));
    }

    byte[] bytes(LetterState state) {
        return letters.get(state).toByteArray();
    }

    /** The bits of a state; not copied. */
    BitSet in(LetterState state) {
        return letters.get(state);
    }

    void add(int bit, LetterState state) {
        letters.get(state).set(bit);
    }

    Optional<LetterState> state(int bit) {
        for (Map.Entry<LetterState, BitSet> entry : letters.entrySet()) {
            if (entry.getValue().get(bit)) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /**
     * Moves letters to the state that a marker says. What is settled stays as it is, and what is truncated cannot be replayed.
     *
     * @param from the first bit
     * @param to the bit after the last
     * @return those that moved
     */
    BitSet settle(Marker.Kind kind, int from, int to) {
        BitSet moved = new BitSet();
        take(LetterState.WAITING, from, to, moved);
        if (kind == Marker.Kind.DISCARDED) {
            take(LetterState.TRUNCATED, from, to, moved);
        }
        LetterState state = kind == Marker.Kind.REPLAYED ? LetterState.REPLAYED : LetterState.DISCARDED;
        letters.get(state).or(moved);
        return moved;
    }

    private void take(LetterState state, int from, int to, BitSet moved) {
        BitSet taken = new BitSet();
        taken.set(from, to);
        taken.and(letters.get(state));
        letters.get(state).andNot(taken);
        moved.or(taken);
    }

    /** Forgets the letters before a bit; returns how many of them were neither replayed nor discarded. */
    int expire(int before) {
        int open = letters.get(LetterState.WAITING).get(0, before).cardinality()
                + letters.get(LetterState.TRUNCATED).get(0, before).cardinality();
        letters.values().forEach(bits -> bits.clear(0, before));
        return open;
    }

    boolean isEmpty() {
        return letters.values().stream().allMatch(BitSet::isEmpty);
    }
}
