package dev.polder.gate.fast;

import java.util.Arrays;
import java.util.Optional;

/** A pattern of fixed length whose every place takes one range of characters, such as a digit or one letter: eight at a time. */
final class RangePattern implements TextRule {
    private final int length;
    /** By word: what added to a character reaches the high bit just when it is too large. */
    private final long[] tooLarge;
    /** By word: what added to a character reaches the high bit just when it is large enough. */
    private final long[] largeEnough;

    private final boolean text;
    /** The limits of the first word and of the last, which may be the same. */
    private final long firstTooLarge;

    private final long firstLargeEnough;
    private final long lastTooLarge;
    private final long lastLargeEnough;
    /** Of the last word. */
    private final int offset;

    private final long mask;

    private final TextRule slow;

    private RangePattern(long[] tooLarge, long[] largeEnough, int length, boolean text, TextRule slow) {
        this.tooLarge = tooLarge;
        this.largeEnough = largeEnough;
        this.length = length;
        this.text = text;
        int last = tooLarge.length - 1;
        this.firstTooLarge = tooLarge[0];
        this.firstLargeEnough = largeEnough[0];
        this.lastTooLarge = tooLarge[last];
        this.lastLargeEnough = largeEnough[last];
        this.offset = start(last, length);
        this.mask = Words.mask(length);
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
        boolean text = Arrays.stream(lows).allMatch(low -> low > 0);
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
        return Optional.of(new RangePattern(tooLarge, largeEnough, length, text, slow));
    }

    /** The last word of several overlaps the one before it. */
    private static int start(int word, int length) {
        return length < 8 ? 0 : Math.min(word * 8, length - 8);
    }

    int length() {
        return length;
    }

    /** Whether what it accepts is short text that a column may hold, before anybody looks. */
    boolean isText() {
        return length <= 16 && text;
    }

    /** Judges a string of Avro and gives where it ends, or {@link Step#GIVE_UP}; for such {@linkplain #isText text} only. */
    int avro(byte[] in, int at) {
        int start = at + 1;
        long first = Words.at(in, start) & mask;
        long last = Words.at(in, start + offset) & mask;
        long outside = outside(first, firstTooLarge, firstLargeEnough) | outside(last, lastTooLarge, lastLargeEnough);
        // Such a length takes one byte.
        return outside == 0 && in[at] == length << 1 ? start + length : Step.GIVE_UP;
    }

    /** Not zero when a character is not in its range; no addition carries over unless one is not ASCII. */
    static long outside(long word, long tooLarge, long largeEnough) {
        long ascii = word & ~Words.HIGHS;
        return (ascii + tooLarge | ~(ascii + largeEnough) | word) & Words.HIGHS;
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
            return outside(Words.at(bytes, from) & Words.mask(length), tooLarge[0], largeEnough[0]) == 0;
        }
        int last = tooLarge.length - 1;
        long outside = outside(Words.at(bytes, to - 8), tooLarge[last], largeEnough[last]);
        for (int i = 0; i < last; i++) {
            outside |= outside(Words.at(bytes, from + 8 * i), tooLarge[i], largeEnough[i]);
        }
        return outside == 0;
    }
}
