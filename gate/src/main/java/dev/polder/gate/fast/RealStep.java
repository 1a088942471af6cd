package dev.polder.gate.fast;

/** Doubles: the one nearest to the number as it is written. Never minus zero. */
public final class RealStep extends Step {
    /** Up to here a double that is whole is exactly the number it is written as. */
    private static final long LARGEST_WHOLE = 1L << 53;

    private static final long MINUS_ZERO = Double.doubleToRawLongBits(-0.0);

    private final NumberRule rule;
    private final Choice choice;
    private final boolean whole;

    /**
     * @param whole whether only whole numbers are allowed
     * @param choice of {@link Double#doubleToLongBits}
     */
    public RealStep(NumberRule rule, Choice choice, boolean whole) {
        this.rule = rule;
        this.choice = choice.isAny() ? null : choice;
        this.whole = whole;
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        int at = NumberScan.parse(scan, in, from);
        if (at < 0) {
            return GIVE_UP;
        }
        double value = Reals.nearest(scan.mantissa, -scan.fraction);
        if (value != value
                || (whole || !rule.surelyHolds(value))
                        && !(NumberScan.plain(scan, whole ? 0 : 18) && rule.holds(scan.mantissa, scan.fraction))) {
            return GIVE_UP;
        }
        long bits = Double.doubleToRawLongBits(value);
        if (choice != null && !choice.has(bits)) {
            return GIVE_UP;
        }
        Words.put(scan.out, scan.at, bits);
        scan.at += 8;
        return at;
    }

    @Override
    int avro(Scan scan, byte[] in, int at) {
        long bits = Words.at(in, at);
        double value = Double.longBitsToDouble(bits);
        long near = (long) value;
        boolean isWhole = near == value && Math.abs(near) <= LARGEST_WHOLE;
        boolean holds = isWhole ? rule.holds(near, 0) : !whole && Double.isFinite(value) && rule.surelyHolds(value);
        return holds && bits != MINUS_ZERO && (choice == null || choice.has(bits)) ? at + 8 : GIVE_UP;
    }

    @Override
    boolean cell(Scan scan, byte[] in, int from, int to) {
        return parse(scan, in, from) == to;
    }
}
