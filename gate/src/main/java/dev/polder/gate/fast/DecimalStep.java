package dev.polder.gate.fast;

/** Decimals: nothing is rounded. In Avro they are the shortest two's complement of the unscaled number, big end first. */
public final class DecimalStep extends Step {
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
        int at = NumberScan.parse(scan, in, from);
        if (at < 0) {
            return GIVE_UP;
        }
        int fraction = scan.fraction;
        if (fraction < 0 || fraction > mostFraction || rule.hasUnit()) {
            if (!NumberScan.plain(scan, mostFraction)) {
                return GIVE_UP;
            }
            fraction = scan.fraction;
        }
        long mantissa = scan.mantissa;
        int zeros = mantissa == 0 ? 0 : scale - fraction;
        if (!rule.holds(mantissa, fraction) || zeros > 18) {
            return GIVE_UP;
        }
        long power = Words.power(zeros);
        long unscaled = mantissa * power;
        long high = Math.multiplyHigh(mantissa, power);
        if (high == unscaled >> 63) {
            if (choice != null && !choice.has(unscaled)) {
                return GIVE_UP;
            }
            byte[] out = scan.room(9);
            int bytes = bytes(unscaled);
            out[scan.at] = (byte) (bytes << 1);
            Words.putBigEndian(out, scan.at + 1, unscaled << 64 - 8 * bytes);
            scan.at += 1 + bytes;
            return at;
        }
        if (choice != null) {
            return GIVE_UP;
        }
        byte[] out = scan.room(17);
        int more = bytes(high);
        out[scan.at] = (byte) (more + 8 << 1);
        Words.putBigEndian(out, scan.at + 1, high << 64 - 8 * more);
        Words.putBigEndian(out, scan.at + 1 + more, unscaled);
        scan.at += 9 + more;
        return at;
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        int length = in[from] >> 1;
        if (length < 1 || length > 8 || (in[from] & 1) != 0 || scale > 18) {
            return GIVE_UP;
        }
        long unscaled = Words.bigEndianAt(in, from + 1) >> 64 - 8 * length;
        if (bytes(unscaled) != length || !NumberScan.isSmall(unscaled) || choice != null && !choice.has(unscaled)) {
            return GIVE_UP;
        }
        int fraction = scale;
        if (mostFraction < scale || rule.hasUnit()) {
            scan.mantissa = unscaled;
            scan.fraction = scale;
            if (!NumberScan.plain(scan, mostFraction)) {
                return GIVE_UP;
            }
            unscaled = scan.mantissa;
            fraction = scan.fraction;
        }
        return rule.holds(unscaled, fraction) ? from + 1 + length : GIVE_UP;
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
