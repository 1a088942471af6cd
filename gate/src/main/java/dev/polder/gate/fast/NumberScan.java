package dev.polder.gate.fast;

/** Takes numbers of JSON's grammar apart: {@code mantissa / 10^fraction}, as long as the mantissa's digits fit a long. */
final class NumberScan {
    private static final int MOST_DIGITS = 19;
    private static final int MOST_EXPONENT = 400;

    private NumberScan() {}

    /**
     * Leaves the number in {@link Scan#mantissa} and {@link Scan#fraction}; the latter is negative for large numbers with an exponent.
     *
     * @return the position behind the number, or {@link Step#GIVE_UP}
     */
    static int parse(Scan scan, byte[] in, int from) {
        int at = from;
        byte c = in[at];
        boolean negative = c == '-';
        if (negative) {
            c = in[++at];
        }
        int digit = c - '0';
        if (digit < 0 || digit > 9) {
            return Step.GIVE_UP;
        }
        int start = at;
        long mantissa = digit;
        c = in[++at];
        if (digit != 0) {
            while ((digit = c - '0') >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                c = in[++at];
            }
        }
        int digits = at - start;
        int fraction = 0;
        if (c == '.') {
            int point = ++at;
            c = in[at];
            while ((digit = c - '0') >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                c = in[++at];
            }
            fraction = at - point;
            if (fraction == 0) {
                return Step.GIVE_UP;
            }
            digits += fraction;
        }
        // 19 digits never wrap around twice. The largest long is left out: limits that no number keeps stand there.
        if (digits >= MOST_DIGITS
                && (mantissa < 0 || mantissa == Long.MAX_VALUE || significant(in, start, at) > MOST_DIGITS)) {
            return Step.GIVE_UP;
        }
        scan.mantissa = negative ? -mantissa : mantissa;
        scan.fraction = fraction;
        return (c | 0x20) == 'e' ? exponent(scan, in, at + 1) : at;
    }

    /** Whether a number is not one of the two at which limits stand that no number keeps. */
    static boolean isSmall(long value) {
        return value != Long.MAX_VALUE && value != Long.MIN_VALUE;
    }

    private static int significant(byte[] in, int from, int to) {
        int at = from;
        int points = 0;
        while (at < to && (in[at] == '0' || in[at] == '.')) {
            at++;
        }
        for (int i = at; i < to; i++) {
            points += in[i] == '.' ? 1 : 0;
        }
        return to - at - points;
    }

    private static int exponent(Scan scan, byte[] in, int from) {
        int at = from;
        boolean negative = in[at] == '-';
        if (negative || in[at] == '+') {
            at++;
        }
        int start = at;
        int exponent = 0;
        for (int digit = in[at] - '0'; digit >= 0 && digit <= 9; digit = in[++at] - '0') {
            exponent = exponent * 10 + digit;
            if (exponent > MOST_EXPONENT) {
                return Step.GIVE_UP;
            }
        }
        if (at == start) {
            return Step.GIVE_UP;
        }
        scan.fraction += negative ? exponent : -exponent;
        return at;
    }

    /**
     * Takes trailing zeros of the fraction away, and writes out the zeros of a positive exponent.
     *
     * @return whether the fraction is 0 to {@code most} digits long now
     */
    static boolean plain(Scan scan, int most) {
        long mantissa = scan.mantissa;
        int fraction = scan.fraction;
        if (mantissa == 0) {
            scan.fraction = 0;
            return true;
        }
        while (fraction > 0 && mantissa % 10 == 0) {
            mantissa /= 10;
            fraction--;
        }
        if (fraction < 0) {
            if (fraction < -18) {
                return false;
            }
            long power = Words.power(-fraction);
            long product = mantissa * power;
            if (Math.multiplyHigh(mantissa, power) != product >> 63) {
                return false;
            }
            mantissa = product;
            fraction = 0;
        }
        scan.mantissa = mantissa;
        scan.fraction = fraction;
        return fraction <= most;
    }
}
