package dev.polder.gate.fast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Eight bytes at a time. */
final class Words {
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    static final VarHandle LONG_BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    /** How many bytes behind the last that counts an array must have, so that whole words can be read and written. */
    static final int PADDING = 64;

    static final long ONES = 0x0101010101010101L;
    static final long HIGHS = 0x8080808080808080L;
    static final long QUOTES = ONES * '"';
    static final long BACKSLASHES = ONES * '\\';
    static final long BLANKS = ONES * ' ';

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Words() {}

    static long at(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void put(byte[] bytes, int at, long word) {
        LONG.set(bytes, at, word);
    }

    static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long bigEndianAt(byte[] bytes, int at) {
        return (long) LONG_BIG.get(bytes, at);
    }

    static void putBigEndian(byte[] bytes, int at, long word) {
        LONG_BIG.set(bytes, at, word);
    }

    /**
     * The high bit of each byte that a string cannot simply copy: quotes, backslashes, control characters, anything not ASCII. Exact up
     * to the first such byte; behind it there may be false ones.
     */
    static long special(long word) {
        long quotes = word ^ QUOTES;
        long backslashes = word ^ BACKSLASHES;
        return ((quotes - ONES) & ~quotes | (backslashes - ONES) & ~backslashes | (word - BLANKS) & ~word | word)
                & HIGHS;
    }

    /** Ones in the lowest bytes, 0 to 8 of them. */
    static long mask(int bytes) {
        return bytes >= 8 ? -1 : (1L << (bytes << 3)) - 1;
    }

    /** The same for 1 to 8 of them. */
    static long maskOfSome(int bytes) {
        return -1L >>> -(bytes << 3);
    }

    /** 10 to the power of 0 to 18. */
    static long power(int exponent) {
        return POWERS[exponent];
    }

    /** Copies whole words, so up to seven bytes behind the last are overwritten. */
    static void copy(byte[] from, int start, byte[] to, int at, int length) {
        if (length > 64) {
            System.arraycopy(from, start, to, at, length);
            return;
        }
        for (int i = 0; i < length; i += 8) {
            put(to, at + i, at(from, start + i));
        }
    }

    static boolean equal(byte[] a, int from, int to, byte[] b, int otherFrom, int otherTo) {
        return Arrays.equals(a, from, to, b, otherFrom, otherTo);
    }
}
