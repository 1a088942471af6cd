package dev.polder.gate.fast;

import java.math.BigInteger;

/**
 * The double nearest to a decimal number, without allocating: exact powers of ten where they suffice (Clinger, 1990), otherwise a product
 * of 128 bits (Lemire, "Number Parsing at a Gigabyte per Second", 2021).
 */
final class Reals {
    private static final int SMALLEST = -342;
    private static final int LARGEST = 308;
    private static final long EXACT = 1L << 53;
    private static final double[] POWERS = new double[23];
    /** The upper 128 bits of the powers of ten, truncated, two longs for each. */
    private static final long[] FACTORS = new long[2 * (LARGEST - SMALLEST + 1)];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
        for (int exponent = SMALLEST; exponent <= LARGEST; exponent++) {
            BigInteger five = BigInteger.valueOf(5).pow(Math.abs(exponent));
            BigInteger factor;
            if (exponent >= 0) {
                int shift = 128 - five.bitLength();
                factor = shift >= 0 ? five.shiftLeft(shift) : five.shiftRight(-shift);
            } else {
                // The reciprocal, rounded up as the proof asks for.
                int bits = exponent >= -27 ? five.bitLength() + 127 : 2 * five.bitLength() + 128;
                BigInteger reciprocal =
                        BigInteger.ONE.shiftLeft(bits).divide(five).add(BigInteger.ONE);
                factor = reciprocal.shiftRight(reciprocal.bitLength() - 128);
            }
            int at = 2 * (exponent - SMALLEST);
            FACTORS[at] = factor.shiftRight(64).longValue();
            FACTORS[at + 1] = factor.longValue();
        }
    }

    private Reals() {}

    /** The double nearest to {@code mantissa × 10^exponent}; NaN when it is too hard to say, too small or too large. */
    static double nearest(long mantissa, int exponent) {
        long size = Math.abs(mantissa);
        if (size <= EXACT && exponent >= -22 && exponent <= 22) {
            // Plus zero makes zero of minus zero.
            return exponent < 0 ? mantissa / POWERS[-exponent] + 0.0 : mantissa * POWERS[exponent] + 0.0;
        }
        if (size == 0) {
            return 0;
        }
        if (exponent < SMALLEST || exponent > LARGEST) {
            return Double.NaN;
        }
        double value = product(size, exponent);
        return mantissa < 0 ? -value : value;
    }

    private static double product(long size, int exponent) {
        int zeros = Long.numberOfLeadingZeros(size);
        long normal = size << zeros;
        int at = 2 * (exponent - SMALLEST);
        long high = multiplyHigh(normal, FACTORS[at]);
        long low = normal * FACTORS[at];
        if ((high & 0x1FF) == 0x1FF) {
            long carried = low + multiplyHigh(normal, FACTORS[at + 1]);
            if (Long.compareUnsigned(carried, low) < 0) {
                high++;
            }
            low = carried;
        }
        if (low == -1 && (exponent < -27 || exponent > 55)) {
            return Double.NaN;
        }
        int upper = (int) (high >>> 63);
        int shift = upper + 64 - 52 - 3;
        long bits = high >>> shift;
        int power = ((152170 + 65536) * exponent >> 16) + 63 + upper - zeros + 1023;
        if (power <= 0) {
            return Double.NaN;
        }
        if (Long.compareUnsigned(low, 1) <= 0
                && exponent >= -4
                && exponent <= 23
                && (bits & 3) == 1
                && bits << shift == high) {
            // Exactly half way: to even.
            bits &= ~1L;
        }
        bits = bits + (bits & 1) >>> 1;
        if (bits >= 1L << 53) {
            bits = 1L << 52;
            power++;
        }
        return power >= 0x7FF ? Double.NaN : Double.longBitsToDouble(bits & ~(1L << 52) | (long) power << 52);
    }

    private static long multiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }
}
