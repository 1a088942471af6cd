package dev.polder.gate;

import dev.polder.core.cel.CelType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalInt;

/** What rules compute with: Boolean, BigDecimal and Double, String, microseconds as Long, and the carriers of parts. */
final class CelValues {
    private static final long MICROS_OF_A_DAY = 86_400_000_000L;

    private CelValues() {}

    /** A carrier as a value of a type; null stays null. */
    static Object of(CelType type, Object carrier) {
        if (carrier == null) {
            return null;
        }
        if (type == CelType.Simple.INTEGER) {
            return carrier instanceof BigInteger large
                    ? new BigDecimal(large)
                    : BigDecimal.valueOf(((Number) carrier).longValue());
        }
        if (type instanceof CelType.Decimal decimal) {
            return new BigDecimal((BigInteger) carrier, decimal.scale());
        }
        return type == CelType.Simple.DATE ? (Object) ((Long) carrier * MICROS_OF_A_DAY) : carrier;
    }

    /**
     * The order of two values that can be compared.
     *
     * @param written whether the one or the other is a constant of the rule: beside a double it is what a double makes of it, as
     *     the record's number is
     * @return empty when there is none, which only a double that is no number brings about
     */
    static OptionalInt order(Object one, Object other, boolean written) {
        if (one instanceof Double || other instanceof Double) {
            return doubles(one, other, written);
        }
        if (one instanceof BigDecimal number) {
            return OptionalInt.of(number.compareTo((BigDecimal) other));
        }
        if (one instanceof Long micros) {
            return OptionalInt.of(micros.compareTo((Long) other));
        }
        if (one instanceof Boolean bool) {
            return OptionalInt.of(bool.compareTo((Boolean) other));
        }
        return OptionalInt.of(MapCheck.BY_UTF8.compare((String) one, (String) other));
    }

    private static OptionalInt doubles(Object one, Object other, boolean written) {
        double left = real(one);
        double right = real(other);
        if (Double.isNaN(left) || Double.isNaN(right)) {
            return OptionalInt.empty();
        }
        boolean exact =
                !written && one.getClass() != other.getClass() && !Double.isInfinite(left) && !Double.isInfinite(right);
        return OptionalInt.of(
                exact ? decimal(one).compareTo(decimal(other)) : left < right ? -1 : left > right ? 1 : 0);
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Double real ? new BigDecimal(real) : (BigDecimal) value;
    }

    static double real(Object value) {
        return ((Number) value).doubleValue();
    }

    static Object add(Object one, Object other) {
        if (one instanceof String text) {
            return text + other;
        }
        if (one instanceof Long micros) {
            return sum(micros, (Long) other);
        }
        return one instanceof BigDecimal left && other instanceof BigDecimal right
                ? left.add(right)
                : (Object) (real(one) + real(other));
    }

    static Object subtract(Object one, Object other) {
        if (one instanceof Long micros) {
            return sum(micros, -(Long) other);
        }
        return one instanceof BigDecimal left && other instanceof BigDecimal right
                ? left.subtract(right)
                : (Object) (real(one) - real(other));
    }

    private static Object sum(long one, long other) {
        try {
            return Math.addExact(one, other);
        } catch (ArithmeticException e) {
            return CelTruth.FAILED;
        }
    }

    static Object multiply(Object one, Object other) {
        return one instanceof BigDecimal left && other instanceof BigDecimal right
                ? left.multiply(right)
                : (Object) (real(one) * real(other));
    }

    /** Integers, or numbers of which one is a double. */
    static Object divide(Object one, Object other) {
        if (!(one instanceof BigDecimal left) || !(other instanceof BigDecimal right)) {
            return real(one) / real(other);
        }
        return right.signum() == 0 ? CelTruth.FAILED : left.divide(right, 0, RoundingMode.DOWN);
    }

    static Object remainder(Object one, Object other) {
        BigDecimal right = (BigDecimal) other;
        return right.signum() == 0 ? CelTruth.FAILED : ((BigDecimal) one).remainder(right);
    }
}
