package dev.polder.gate.fast;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A list of strings of 1 to 8 bytes, each in a place of its own: one look says whether a string is on it. */
final class ShortSet {
    private static final int SHORT = 8;
    private static final int TRIES = 64;

    private final long[] words;
    private final byte[] lengths;
    private final long factor;
    private final int shift;

    private ShortSet(int bits, long factor) {
        this.words = new long[1 << bits];
        this.lengths = new byte[1 << bits];
        this.factor = factor;
        this.shift = 64 - bits;
    }

    /** Empty when a string is too long, or no such places are found. */
    static Optional<ShortSet> of(List<byte[]> texts) {
        if (texts.isEmpty() || texts.stream().anyMatch(text -> text.length == 0 || text.length > SHORT)) {
            return Optional.empty();
        }
        int bits = 66 - Long.numberOfLeadingZeros(texts.size());
        long factor = 0x9E3779B97F4A7C15L;
        for (int i = 0; i < TRIES; i++) {
            ShortSet set = new ShortSet(bits, factor);
            if (texts.stream().allMatch(set::add)) {
                return Optional.of(set);
            }
            factor = factor * 0xD1342543DE82EF95L | 1;
        }
        return Optional.empty();
    }

    private boolean add(byte[] text) {
        long word = Words.at(Arrays.copyOf(text, SHORT), 0);
        int slot = (int) (word * factor >>> shift);
        boolean free = lengths[slot] == 0;
        words[slot] = word;
        lengths[slot] = (byte) text.length;
        return free;
    }

    /** Judges a string of Avro and gives where it ends, or {@link Step#GIVE_UP}. */
    int avro(byte[] in, int at) {
        int length = in[at] >> 1;
        if (length < 1 || length > SHORT || (in[at] & 1) != 0) {
            return Step.GIVE_UP;
        }
        long word = Words.at(in, at + 1) & Words.maskOfSome(length);
        int slot = (int) (word * factor >>> shift);
        return words[slot] == word && lengths[slot] == length ? at + 1 + length : Step.GIVE_UP;
    }
}
