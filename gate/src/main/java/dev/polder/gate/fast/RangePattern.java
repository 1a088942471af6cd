package dev.polder.gate.fast;

import java.util.Optional;

/** A pattern of fixed length whose every place takes one range of characters, such as a digit or one letter: eight at a time. */
final class RangePattern implements TextRule {
    private final int length;
    /** By word: what added to a character reaches the high bit just when it is too large. */
    private final long[] tooLarge;
    /** By word: what added to a character reaches the high bit just when it is large enough. */
    private final long[] largeEnough;

    private final TextRule slow;

    private RangePattern(long[] tooLarge, long[] largeEnough, int length, TextRule slow) {
        this.tooLarge = tooLarge;
        this.largeEnough = largeEnough;
        this.length = length;
        this.slow = slow;
    }

    /**
     * @param lows by place the first character
     * @param highs by place the last character
     * @param slow the same pattern, for strings behind which no whole word can be read
     */
    static Optional<TextRule> of(int[] lows, int[] highs, TextRule slow) {
        int length = lows.length;
        if (length == 0) {
            return Optional.empty();
        }
        int words = (length + 7) / 8;
        long[] tooLarge = new long[words];
        long[] largeEnough = new long[words];
        for (int i = 0; i < words; i++) {
            for (int j = 0; j < 8; j++) {
                int place = start(i, length) + j;
                boolean counts = place < length;
                tooLarge[i] |= (counts ? 0x7FL - highs[place] : 0) << 8 * j;
                largeEnough[i] |= (counts ? 0x80L - lows[place] : 0x80) << 8 * j;
            }
        }
        return Optional.of(new RangePattern(tooLarge, largeEnough, length, slow));
    }

    /** The last word of several overlaps the one before it. */
    private static int start(int word, int length) {
        return length < 8 ? 0 : Math.min(word * 8, length - 8);
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
        if (to - from != length) {
            return false;
        }
        if (length < 8) {
            if (from + 8 > bytes.length) {
                return slow.accepts(bytes, from, to, ascii);
            }
            return isOutside(Words.at(bytes, from) & Words.mask(length), 0) == 0;
        }
        int last = tooLarge.length - 1;
        long outside = isOutside(Words.at(bytes, to - 8), last);
        for (int i = 0; i < last; i++) {
            outside |= isOutside(Words.at(bytes, from + 8 * i), i);
        }
        return outside == 0;
    }

    /** Not zero when a character is not in its range; no addition carries over unless one is not ASCII. */
    private long isOutside(long word, int index) {
        long ascii = word & ~Words.HIGHS;
        return (ascii + tooLarge[index] | ~(ascii + largeEnough[index]) | word) & Words.HIGHS;
    }
}
