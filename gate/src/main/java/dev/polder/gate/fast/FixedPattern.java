package dev.polder.gate.fast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of one fixed length, in which each place has its characters whatever stands in the others, such as {@code
 * ^SKU-[0-9]{5}$}: no byte waits for the one before it.
 */
final class FixedPattern implements TextRule {
    private static final int MOST_SETS = 8;

    /** By byte: bit n when it belongs to the set n. */
    private final byte[] sets = new byte[256];

    private final byte[] wanted;

    private FixedPattern(byte[] wanted) {
        this.wanted = wanted;
    }

    /** The same pattern, when it is of that kind. */
    static Optional<TextRule> of(AsciiPattern pattern) {
        List<Long> lows = new ArrayList<>();
        List<Long> highs = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int state = pattern.start();
        while (state > AsciiPattern.FOUND && !pattern.isFoundAtEnd(state) && places.size() <= pattern.states()) {
            int following = AsciiPattern.LOST;
            long low = 0;
            long high = 0;
            for (int b = 0; b < 256; b++) {
                int to = pattern.next(state, b);
                if (to == AsciiPattern.LOST || continues(b)) {
                    continue;
                }
                if (b >= 128 || to == AsciiPattern.FOUND || following != AsciiPattern.LOST && following != to) {
                    return Optional.empty();
                }
                following = to;
                low |= b < 64 ? 1L << b : 0;
                high |= b < 64 ? 0 : 1L << (b - 64);
            }
            int set = 0;
            while (set < lows.size() && (lows.get(set) != low || highs.get(set) != high)) {
                set++;
            }
            if (set == lows.size()) {
                lows.add(low);
                highs.add(high);
            }
            places.add(set);
            state = following;
        }
        boolean ends = state > AsciiPattern.FOUND && pattern.isFoundAtEnd(state) && lows.size() <= MOST_SETS;
        for (int b = 0; ends && b < 256; b++) {
            ends = pattern.next(state, b) == AsciiPattern.LOST || continues(b);
        }
        return ends ? Optional.of(ranges(lows, highs, places)) : Optional.empty();
    }

    private static TextRule ranges(List<Long> lows, List<Long> highs, List<Integer> places) {
        TextRule fixed = of(lows, highs, places);
        int[] firsts = new int[places.size()];
        int[] lasts = new int[places.size()];
        for (int i = 0; i < firsts.length; i++) {
            int set = places.get(i);
            SymbolSet symbols = new SymbolSet(lows.get(set), highs.get(set), SymbolSet.Others.NONE);
            firsts[i] = symbols.first();
            lasts[i] = symbols.last();
            if (lasts[i] - firsts[i] + 1 != Long.bitCount(lows.get(set)) + Long.bitCount(highs.get(set))) {
                return fixed;
            }
        }
        return RangePattern.of(firsts, lasts, fixed).orElse(fixed);
    }

    /** Whether the byte can only stand behind another that is in no set. */
    private static boolean continues(int value) {
        return value >= 0x80 && value < 0xC0;
    }

    private static FixedPattern of(List<Long> lows, List<Long> highs, List<Integer> places) {
        byte[] wanted = new byte[places.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (byte) (1 << places.get(i));
        }
        FixedPattern fixed = new FixedPattern(wanted);
        for (int set = 0; set < lows.size(); set++) {
            for (int b = 0; b < 128; b++) {
                if (new SymbolSet(lows.get(set), highs.get(set), SymbolSet.Others.NONE).contains(b)) {
                    fixed.sets[b] |= (byte) (1 << set);
                }
            }
        }
        return fixed;
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
        byte[] places = wanted;
        if (to - from != places.length) {
            return false;
        }
        int all = -1;
        for (int i = 0; i < places.length; i++) {
            // Zero only where the byte is not in the place's set.
            all &= -(sets[bytes[from + i] & 0xFF] & places[i] & 0xFF) >> 8;
        }
        return all != 0;
    }
}
