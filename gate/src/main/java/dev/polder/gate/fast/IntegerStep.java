package dev.polder.gate.fast;

/** Whole numbers, also when they are written with a point or an exponent. */
public final class IntegerStep extends Step {
    private static final int POINT = '.' - '0';
    private static final int E = 'e' - '0';

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
        int at = from;
        boolean negative = in[at] == '-';
        if (negative) {
            at++;
        }
        int start = at;
        int digit = in[at] - '0';
        long value = 0;
        while (digit >= 0 && digit <= 9) {
            value = value * 10 + digit;
            digit = in[++at] - '0';
        }
        // Anything but plain digits, or too many of them, is read the longer way.
        if (at - start > 18
                || at == start
                || in[start] == '0' && at > start + 1
                || digit == POINT
                || (digit | 0x20) == E) {
            at = NumberScan.parse(scan, in, from);
            if (at < 0 || !NumberScan.plain(scan, 0)) {
                return GIVE_UP;
            }
            value = scan.mantissa;
        } else if (negative) {
            value = -value;
        }
        if (!rule.holds(value, 0) || choice != null && !choice.has(value)) {
            return GIVE_UP;
        }
        scan.at = Scan.varint(scan.out, scan.at, (value << 1) ^ (value >> 63));
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
    AvroOp avroOp() {
        return choice == null && !rule.hasUnit()
                ? AvroOp.of(AvroOp.NUMBER, rule.least(0), rule.most(0))
                : super.avroOp();
    }

    @Override
    boolean cell(Scan scan, byte[] in, int from, int to) {
        return parse(scan, in, from) == to;
    }
}
