package dev.polder.gate.fast;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * What numbers may be. A bound becomes one limit for each length of the fraction, in units of its last digit, so that one comparison of
 * integers is exact for integers, decimals and doubles alike. Immutable: the methods give a new rule.
 */
public final class NumberRule {
    /** Any number. */
    public static final NumberRule ANY = new NumberRule();

    private static final int LONGEST = 18;
    private static final int FAR = 50;
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

    /** No number that was read is the largest or the smallest long: as limits on the wrong side they exclude everything. */
    private final long[] low;

    private final long[] high;
    private final double lowReal;
    private final double highReal;
    /** {@code multipleOf} as {@code unit / 10^unitFraction}; 0 for none. */
    private final long unit;

    private final int unitFraction;

    private NumberRule() {
        low = new long[LONGEST + 1];
        high = new long[LONGEST + 1];
        Arrays.fill(low, Long.MIN_VALUE);
        Arrays.fill(high, Long.MAX_VALUE);
        lowReal = Double.NEGATIVE_INFINITY;
        highReal = Double.POSITIVE_INFINITY;
        unit = 0;
        unitFraction = 0;
    }

    private NumberRule(long[] low, long[] high, double lowReal, double highReal, long unit, int unitFraction) {
        this.low = low;
        this.high = high;
        this.lowReal = lowReal;
        this.highReal = highReal;
        this.unit = unit;
        this.unitFraction = unitFraction;
    }

    /**
     * Numbers that are at least this.
     *
     * @param exclusive whether they must be more
     */
    public NumberRule from(BigDecimal least, boolean exclusive) {
        long[] limits = low.clone();
        for (int i = 0; i <= LONGEST; i++) {
            BigInteger limit = units(least, i, exclusive ? RoundingMode.FLOOR : RoundingMode.CEILING);
            limits[i] = Math.max(limits[i], saturated(exclusive ? limit.add(BigInteger.ONE) : limit));
        }
        return new NumberRule(limits, high, Math.max(lowReal, least.doubleValue()), highReal, unit, unitFraction);
    }

    /**
     * Numbers that are at most this.
     *
     * @param exclusive whether they must be less
     */
    public NumberRule to(BigDecimal most, boolean exclusive) {
        long[] limits = high.clone();
        for (int i = 0; i <= LONGEST; i++) {
            BigInteger limit = units(most, i, exclusive ? RoundingMode.CEILING : RoundingMode.FLOOR);
            limits[i] = Math.min(limits[i], saturated(exclusive ? limit.subtract(BigInteger.ONE) : limit));
        }
        return new NumberRule(low, limits, lowReal, Math.min(highReal, most.doubleValue()), unit, unitFraction);
    }

    /** Whole multiples of a unit that is more than 0 and can be written with 18 digits; others exclude all numbers. */
    public NumberRule multipleOf(BigDecimal of) {
        BigDecimal stripped = of.stripTrailingZeros();
        BigDecimal plain = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        boolean known = unit == 0 && of.signum() > 0 && plain.precision() <= LONGEST && plain.scale() <= LONGEST;
        return known
                ? new NumberRule(
                        low, high, lowReal, highReal, plain.unscaledValue().longValueExact(), plain.scale())
                : from(BigDecimal.ONE, false).to(BigDecimal.ZERO, false);
    }

    private static BigInteger units(BigDecimal bound, int fraction, RoundingMode mode) {
        long magnitude = (long) bound.precision() - bound.scale();
        if (Math.abs(magnitude) > FAR) {
            // Written out it would fill the memory; only its sign, and whether it is large, matter here.
            BigDecimal alike = new BigDecimal(BigInteger.valueOf(bound.signum()), magnitude > 0 ? 1 - FAR : FAR);
            return units(alike, fraction, mode);
        }
        return bound.movePointRight(fraction).setScale(0, mode).unscaledValue();
    }

    private static long saturated(BigInteger value) {
        return value.compareTo(MOST) > 0
                ? Long.MAX_VALUE
                : value.compareTo(LEAST) < 0 ? Long.MIN_VALUE : value.longValue();
    }

    /** The least that a number with such a fraction may be, as far as bounds say. */
    long least(int fraction) {
        // Neither of the two numbers at which limits stand that no number keeps.
        return Math.max(low[fraction], Long.MIN_VALUE + 1);
    }

    long most(int fraction) {
        return Math.min(high[fraction], Long.MAX_VALUE - 1);
    }

    boolean hasUnit() {
        return unit != 0;
    }

    /** Whether a number keeps the rule; false also when that is not sure. */
    boolean holds(long mantissa, int fraction) {
        return mantissa >= low[fraction] && mantissa <= high[fraction] && (unit == 0 || isMultiple(mantissa, fraction));
    }

    /**
     * Whether a number is surely within the bounds, judged by the double nearest to it: rounding keeps the order, so what lies beyond a
     * bound's nearest double lies beyond the bound.
     */
    boolean surelyHolds(double nearest) {
        return nearest > lowReal && nearest < highReal && unit == 0;
    }

    private boolean isMultiple(long mantissa, int fraction) {
        if (fraction > unitFraction) {
            return false;
        }
        long power = Words.power(unitFraction - fraction);
        long product = mantissa * power;
        return Math.multiplyHigh(mantissa, power) == product >> 63 && product % unit == 0;
    }
}
