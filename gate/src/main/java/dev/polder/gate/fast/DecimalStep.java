package dev.polder.gate.fast;

/** Decimals: nothing is rounded. In Avro they are the shortest two's complement of the unscaled number, big end first. */
public final class DecimalStep extends Step {
    private static final int POINT = '.' - '0';
    private static final int E = 'e' - '0';

    private final int mostFraction;
    private final int scale;
    private final NumberRule rule;
    private final Choice choice;

    /**
     * @param mostFraction digits after the point that a number may have
     * @param scale digits after the point in Avro
     * @param rule with the range of the type
     * @param choice of unscaled numbers
     */
    public DecimalStep(int mostFraction, int scale, NumberRule rule, Choice choice) {
        this.mostFraction = Math.min(mostFraction, 18);
        this.scale = scale;
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
        long mantissa = 0;
        while (digit >= 0 && digit <= 9) {
            mantissa = mantissa * 10 + digit;
            digit = in[++at] - '0';
        }
        int whole = at - start;
        int fraction = 0;
        if (digit == POINT) {
            int point = at;
            digit = in[++at] - '0';
            while (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                digit = in[++at] - '0';
            }
            fraction = at - point - 1;
        }
        boolean plain = whole > 0
                && at - start <= 18
                && (in[start] != '0' || whole == 1)
                && (fraction > 0 || in[at - 1] != '.')
                && fraction <= mostFraction
                && (digit | 0x20) != E
                && !rule.hasUnit();
        if (plain) {
            mantissa = negative ? -mantissa : mantissa;
        } else {
            at = NumberScan.parse(scan, in, from);
            if (at < 0 || !NumberScan.plain(scan, mostFraction)) {
                return GIVE_UP;
            }
            mantissa = scan.mantissa;
            fraction = scan.fraction;
        }
        return append(scan, mantissa, fraction) ? at : GIVE_UP;
    }

    private boolean append(Scan scan, long mantissa, int fraction) {
        int zeros = mantissa == 0 ? 0 : scale - fraction;
        if (!rule.holds(mantissa, fraction) || zeros > 18) {
            return false;
        }
        long power = Words.power(zeros);
        long unscaled = mantissa * power;
        long high = Math.multiplyHigh(mantissa, power);
        if (high == unscaled >> 63) {
            if (choice != null && !choice.has(unscaled)) {
                return false;
            }
            byte[] out = scan.out;
            int bytes = bytes(unscaled);
            out[scan.at] = (byte) (bytes << 1);
            Words.putBigEndian(out, scan.at + 1, unscaled << 64 - 8 * bytes);
            scan.at += 1 + bytes;
            return true;
        }
        if (choice != null) {
            return false;
        }
        byte[] out = scan.out;
        int more = bytes(high);
        out[scan.at] = (byte) (more + 8 << 1);
        Words.putBigEndian(out, scan.at + 1, high << 64 - 8 * more);
        Words.putBigEndian(out, scan.at + 1 + more, unscaled);
        scan.at += 9 + more;
        return true;
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        int at = read(scan, in, from);
        long unscaled = scan.mantissa;
        if (at < 0 || scale > 18 || !NumberScan.isSmall(unscaled) || choice != null && !choice.has(unscaled)) {
            return GIVE_UP;
        }
        int fraction = scale;
        if (mostFraction < scale || rule.hasUnit()) {
            scan.fraction = scale;
            if (!NumberScan.plain(scan, mostFraction)) {
                return GIVE_UP;
            }
            unscaled = scan.mantissa;
            fraction = scan.fraction;
        }
        return rule.holds(unscaled, fraction) ? at : GIVE_UP;
    }

    /** Reads the unscaled number into {@link Scan#mantissa} and gives where it ends. */
    static int read(Scan scan, byte[] in, int from) {
        int length = in[from] >> 1;
        if (length < 1 || length > 8 || (in[from] & 1) != 0) {
            return GIVE_UP;
        }
        long unscaled = Words.bigEndianAt(in, from + 1) >> 64 - 8 * length;
        scan.mantissa = unscaled;
        return bytes(unscaled) == length ? from + 1 + length : GIVE_UP;
    }

    @Override
    AvroOp avroOp() {
        boolean plain = choice == null && !rule.hasUnit() && scale <= mostFraction;
        return plain ? AvroOp.of(AvroOp.DECIMAL, rule.least(scale), rule.most(scale)) : super.avroOp();
    }

    /** Of the shortest two's complement. */
    private static int bytes(long value) {
        return (64 - Long.numberOfLeadingZeros(value ^ value >> 63) >> 3) + 1;
    }

    @Override
    boolean cell(Scan scan, byte[] in, int from, int to) {
        return parse(scan, in, from) == to;
    }
}
