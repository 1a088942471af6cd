package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.problem.Code;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Numbers, exactly as written: {@code 5.0} and {@code 50e-1} are the integer 5, nothing is rounded to fit a decimal, and bounds
 * and {@code multipleOf} are compared in decimal. Only what a double carries is rounded, to the nearest double.
 */
final class NumberCheck implements Check {
    /** More digits than any double or decimal tells apart. */
    private static final int MOST_DIGITS = 1000;

    private static final int LARGEST_DOUBLE = 309;
    private static final int LARGEST_EXACT = 40;

    enum Carrier {
        INT32,
        INT64,
        DECIMAL,
        FLOAT64
    }

    /** The numbers that a type or an integer format holds. */
    record Range(String rule, BigDecimal low, BigDecimal high) {
        static Range bits(String rule, int bits, boolean signed) {
            BigInteger half = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits);
            return new Range(
                    rule,
                    new BigDecimal(signed ? half.negate() : BigInteger.ZERO),
                    new BigDecimal(half.subtract(BigInteger.ONE)));
        }

        boolean holds(BigDecimal value) {
            return value.compareTo(low) >= 0 && value.compareTo(high) <= 0;
        }
    }

    private final Carrier carrier;
    private final boolean integer;
    private final int scale;
    private final String word;
    private final List<Range> ranges;
    private final List<Bound<BigDecimal>> bounds;
    private final Optional<BigDecimal> multipleOf;

    /**
     * @param type a number's type
     * @param integer whether the contract calls it an integer, also where the type is a decimal
     */
    NumberCheck(
            DataType type,
            boolean integer,
            List<Range> formats,
            List<Bound<BigDecimal>> bounds,
            Optional<BigDecimal> multipleOf) {
        if (type instanceof DataType.Decimal decimal) {
            carrier = Carrier.DECIMAL;
            scale = decimal.scale();
            BigDecimal high =
                    new BigDecimal(BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE), scale);
            ranges = with(
                    new Range("decimal(" + decimal.precision() + ", " + scale + ")", high.negate(), high), formats);
        } else if (type instanceof DataType.Float64) {
            carrier = Carrier.FLOAT64;
            scale = Integer.MAX_VALUE;
            ranges = formats;
        } else if (type instanceof DataType.Int32) {
            carrier = Carrier.INT32;
            scale = 0;
            ranges = with(Range.bits("32-bit integer", 32, true), formats);
        } else {
            carrier = Carrier.INT64;
            scale = 0;
            ranges = with(Range.bits("64-bit integer", 64, true), formats);
        }
        this.integer = integer || carrier == Carrier.INT32 || carrier == Carrier.INT64;
        this.word = this.integer ? "an integer" : "a number";
        this.bounds = bounds;
        this.multipleOf = multipleOf.map(BigDecimal::stripTrailingZeros);
    }

    private static List<Range> with(Range first, List<Range> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    Carrier carrier() {
        return carrier;
    }

    boolean isInteger() {
        return integer;
    }

    int scale() {
        return scale;
    }

    List<Range> ranges() {
        return ranges;
    }

    List<Bound<BigDecimal>> bounds() {
        return bounds;
    }

    Optional<BigDecimal> multipleOf() {
        return multipleOf;
    }

    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        String rule = integer ? "type integer" : "type number";
        if (!(value instanceof Value.Num number)) {
            refusals.add(
                    Code.RECORD_TYPE, where, rule, "The value must be " + word + ", but is " + value.word(), value);
            return INVALID;
        }
        Numeral numeral = Numeral.of(number.text());
        if (integer && numeral.fractionDigits() > 0) {
            refusals.add(Code.RECORD_TYPE, where, rule, "The value must be an integer, but has a fraction", value);
            return INVALID;
        }
        if (numeral.digits().length() > MOST_DIGITS) {
            refusals.add(
                    Code.RECORD_LIMIT, where, "digits", "The number has more than " + MOST_DIGITS + " digits", value);
            return INVALID;
        }
        if (carrier != Carrier.FLOAT64 && numeral.fractionDigits() > scale) {
            refusals.add(
                    Code.RECORD_RANGE,
                    where,
                    ranges.get(0).rule(),
                    "The number has " + numeral.fractionDigits() + " digits after the point; at most " + scale + " fit",
                    value);
            return INVALID;
        }
        int largest = carrier == Carrier.FLOAT64 ? LARGEST_DOUBLE : LARGEST_EXACT;
        if (numeral.magnitude() > largest) {
            return tooLarge(
                    carrier == Carrier.FLOAT64 ? "64-bit float" : ranges.get(0).rule(), value, where, refusals);
        }
        BigDecimal exact = exact(numeral);
        for (Range range : ranges) {
            if (!range.holds(exact)) {
                return tooLarge(range.rule(), value, where, refusals);
            }
        }
        Object carried = carried(exact);
        if (carried == INVALID) {
            return tooLarge("64-bit float", value, where, refusals);
        }
        boolean holds = Bound.allHold(bounds, exact, value, where, refusals);
        if (multipleOf.isPresent() && !isMultiple(exact, multipleOf.get())) {
            String written = multipleOf.get().toPlainString();
            refusals.add(
                    Code.RECORD_RANGE,
                    where,
                    "multipleOf " + written,
                    "The value must be a multiple of " + written,
                    value);
            holds = false;
        }
        return holds ? carried : INVALID;
    }

    private static Object tooLarge(String rule, Value value, Where where, Refusals refusals) {
        refusals.add(Code.RECORD_RANGE, where, rule, "The number is outside of what " + rule + " holds", value);
        return INVALID;
    }

    /** Beyond a double's smallest number only sign and smallness matter. */
    private static BigDecimal exact(Numeral numeral) {
        long magnitude = Math.max(numeral.magnitude(), -MOST_DIGITS);
        return new Numeral(numeral.negative(), numeral.digits(), magnitude).exact();
    }

    private static boolean isMultiple(BigDecimal value, BigDecimal unit) {
        // A multiple has no more digits after the point than the unit; without this the remainder could take long.
        return value.signum() == 0
                || value.stripTrailingZeros().scale() <= unit.scale()
                        && value.remainder(unit).signum() == 0;
    }

    private Object carried(BigDecimal exact) {
        switch (carrier) {
            case INT32:
                return exact.intValueExact();
            case INT64:
                return exact.longValueExact();
            case DECIMAL:
                return exact.setScale(scale).unscaledValue();
            default:
                double real = exact.doubleValue() + 0.0;
                return Double.isInfinite(real) ? INVALID : (Object) real;
        }
    }

    @Override
    public Object written(String text) {
        try {
            BigDecimal value = new BigDecimal(text.strip());
            return Math.abs((long) value.scale()) > MOST_DIGITS ? INVALID : carried(value);
        } catch (ArithmeticException | NumberFormatException e) {
            return INVALID;
        }
    }

    @Override
    public void write(Object carried, AvroBytes out) {
        switch (carrier) {
            case INT32 -> out.number((Integer) carried);
            case INT64 -> out.number((Long) carried);
            case DECIMAL -> out.decimal((BigInteger) carried);
            case FLOAT64 -> out.real((Double) carried);
        }
    }

    @Override
    public void writeKey(Object carried, StringBuilder json) {
        json.append(
                carrier == Carrier.DECIMAL
                        ? new BigDecimal((BigInteger) carried, scale).toPlainString()
                        : carried.toString());
    }
}
