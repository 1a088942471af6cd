package dev.polder.gate.fast;

/** Whole numbers, also when they are written with a point or an exponent. */
public final class IntegerStep extends Step {
    private final NumberRule rule;
    private final Choice choice;

    /**
     * @param rule with the range of the type
     */
    public IntegerStep(NumberRule rule, Choice choice) {
        this.rule = rule;
        this.choice = choice.isAny() ? null : choice;
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        int at = NumberScan.parse(scan, in, from);
        if (at < 0 || scan.fraction != 0 && !NumberScan.plain(scan, 0)) {
            return GIVE_UP;
        }
        long value = scan.mantissa;
        if (!rule.holds(value, 0) || choice != null && !choice.has(value)) {
            return GIVE_UP;
        }
        byte[] out = scan.room(10);
        scan.at = Scan.varint(out, scan.at, (value << 1) ^ (value >> 63));
        return at;
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        int at = Binary.number(scan, in, from);
        long value = scan.mantissa;
        // A rule knows nothing of numbers with more digits than the engine reads.
        return at >= 0 && NumberScan.isSmall(value) && rule.holds(value, 0) && (choice == null || choice.has(value))
                ? at
                : GIVE_UP;
    }

    @Override
    boolean cell(Scan scan, byte[] in, int from, int to) {
        return parse(scan, in, from) == to;
    }
}
