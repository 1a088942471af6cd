package dev.polder.gate.fast;

/**
 * An exact number or a time within a rule between members, computed from their Avro: so many units of 10<sup>-scale</sup>. Immutable.
 */
public abstract class Quantity {
    /** In place of a value: there is none. */
    static final long NOTHING = Long.MIN_VALUE;

    /** In place of a value: it does not fit. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final int scale;

    private Quantity(int scale) {
        this.scale = scale;
    }

    /** Digits after the point. */
    public int scale() {
        return scale;
    }

    abstract long value(byte[] avro, int[] starts);

    /** A number of the rule itself. */
    public static Quantity constant(long value, int scale) {
        return new Quantity(scale) {
            @Override
            long value(byte[] avro, int[] starts) {
                return value;
            }
        };
    }

    /**
     * A member that Avro has as int or long.
     *
     * @param factor what one of the member's units is
     */
    public static Quantity whole(int index, boolean optional, long factor) {
        return new Quantity(0) {
            @Override
            long value(byte[] avro, int[] starts) {
                int at = starts[index];
                if (optional && avro[at++] == 0) {
                    return NOTHING;
                }
                long zigzag = 0;
                int shift = 0;
                for (; avro[at] < 0; shift += 7) {
                    zigzag |= (long) (avro[at++] & 0x7F) << shift;
                }
                zigzag |= (long) avro[at] << shift;
                return times(zigzag >>> 1 ^ -(zigzag & 1), factor);
            }
        };
    }

    /** A member that Avro has as decimal. */
    public static Quantity decimal(int index, boolean optional, int scale) {
        return new Quantity(scale) {
            @Override
            long value(byte[] avro, int[] starts) {
                int at = starts[index];
                if (optional && avro[at++] == 0) {
                    return NOTHING;
                }
                int length = avro[at] >> 1;
                if (length < 1 || length > 8) {
                    return UNKNOWN;
                }
                long unscaled = avro[at + 1];
                for (int i = 2; i <= length; i++) {
                    unscaled = unscaled << 8 | avro[at + i] & 0xFF;
                }
                return times(unscaled, 1);
            }
        };
    }

    /** The same with more digits after the point. */
    public Quantity scaledTo(int larger) {
        if (larger == scale) {
            return this;
        }
        long factor = larger - scale > 18 ? 0 : Words.power(larger - scale);
        Quantity of = this;
        return new Quantity(larger) {
            @Override
            long value(byte[] avro, int[] starts) {
                long value = of.value(avro, starts);
                if (value == NOTHING || factor == 0) {
                    return value == NOTHING ? NOTHING : UNKNOWN;
                }
                return times(value, factor);
            }
        };
    }

    /** The sum, or the difference, of two of the same scale. */
    public static Quantity sum(Quantity one, Quantity other, boolean negated) {
        return new Quantity(one.scale()) {
            @Override
            long value(byte[] avro, int[] starts) {
                long left = one.value(avro, starts);
                long right = other.value(avro, starts);
                if (left == UNKNOWN || right == UNKNOWN || left == NOTHING || right == NOTHING) {
                    return left == UNKNOWN || right == UNKNOWN ? UNKNOWN : NOTHING;
                }
                long sum = negated ? left - right : left + right;
                boolean overflow = ((left ^ sum) & ((negated ? ~right : right) ^ sum)) < 0;
                return overflow ? UNKNOWN : times(sum, 1);
            }
        };
    }

    public static Quantity product(Quantity one, Quantity other) {
        return new Quantity(one.scale() + other.scale()) {
            @Override
            long value(byte[] avro, int[] starts) {
                long left = one.value(avro, starts);
                long right = other.value(avro, starts);
                if (left == UNKNOWN || right == UNKNOWN || left == NOTHING || right == NOTHING) {
                    return left == UNKNOWN || right == UNKNOWN ? UNKNOWN : NOTHING;
                }
                return times(left, right);
            }
        };
    }

    /** What stands for no value is no value either. */
    private static long times(long value, long factor) {
        if (value == UNKNOWN) {
            return UNKNOWN;
        }
        long product = value * factor;
        boolean fits = Math.multiplyHigh(value, factor) == product >> 63 && product != NOTHING;
        return fits ? product : UNKNOWN;
    }
}
