package dev.polder.gate.fast;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** A list of strings. Short ones are compared as one word. */
public final class TextSet implements TextRule {
    private static final int SHORT = 8;

    private final boolean wanted;
    private final boolean text;
    private final long[] words;
    private final byte[][] table;
    private final int mask;

    private TextSet(Collection<String> texts, boolean wanted) {
        this.wanted = wanted;
        this.text = texts.stream().noneMatch(each -> each.indexOf(0) >= 0);
        int size = Integer.highestOneBit(texts.size() * 4 + 1) * 2;
        this.mask = size - 1;
        this.table = new byte[size][];
        this.words = new long[size];
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] padded = Arrays.copyOf(bytes, bytes.length + SHORT);
            int slot = slot(padded, 0, bytes.length);
            while (table[slot] != null) {
                slot = slot + 1 & mask;
            }
            table[slot] = bytes;
            words[slot] = first(padded, 0, bytes.length);
        }
    }

    /** Strings that are on the list. */
    public static TextRule of(Collection<String> texts) {
        return new TextSet(texts, true);
    }

    /** Strings that are not on the list. */
    public static TextRule not(Collection<String> texts) {
        return new TextSet(texts, false);
    }

    /** Whether what it accepts is text that a column may hold, before anybody looks. */
    boolean isText() {
        return wanted && text;
    }

    Optional<AvroOp> avroOp() {
        return ShortSet.of(Arrays.stream(table).filter(Objects::nonNull).toList())
                .map(AvroOp::set);
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
        if (from + SHORT > bytes.length) {
            byte[] padded = Arrays.copyOfRange(bytes, from, to + SHORT);
            return has(padded, 0, to - from) == wanted;
        }
        return has(bytes, from, to) == wanted;
    }

    private boolean has(byte[] bytes, int from, int to) {
        int length = to - from;
        long word = first(bytes, from, length);
        for (int slot = slot(bytes, from, length); ; slot = slot + 1 & mask) {
            byte[] candidate = table[slot];
            if (candidate == null) {
                return false;
            }
            if (words[slot] == word
                    && candidate.length == length
                    && (length <= SHORT || Words.equal(bytes, from + SHORT, to, candidate, SHORT, length))) {
                return true;
            }
        }
    }

    private static long first(byte[] bytes, int from, int length) {
        return Words.at(bytes, from) & Words.mask(length);
    }

    private int slot(byte[] bytes, int from, int length) {
        long hash = first(bytes, from, length) ^ length;
        // All of them count: addresses on a list begin and end alike.
        for (int at = SHORT; at < length; at += SHORT) {
            hash = (hash ^ Words.at(bytes, from + Math.min(at, length - SHORT))) * 0xC2B2AE3D27D4EB4FL;
            hash ^= hash >>> 29;
        }
        return (int) (hash * 0x9E3779B97F4A7C15L >>> 40) & mask;
    }
}
