package dev.polder.gate;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A JSON number taken apart without arithmetic, so that {@code 1e999999999} costs nothing: {@code ± 0.digits × 10^magnitude},
 * digits without leading or trailing zeros.
 *
 * @param digits empty for zero
 * @param magnitude digits before the point when written out; 0 or less below 0.1
 */
record Numeral(boolean negative, String digits, long magnitude) {
    /** Exponents beyond this are all the same to us: far outside of every type. */
    private static final long FAR = 1_000_000_000_000L;

    /** Takes a number of JSON's grammar apart. */
    static Numeral of(String json) {
        boolean negative = json.charAt(0) == '-';
        StringBuilder digits = new StringBuilder(json.length());
        long magnitude = 0;
        boolean fraction = false;
        int at = negative ? 1 : 0;
        for (; at < json.length(); at++) {
            char c = json.charAt(at);
            if (c == '.') {
                fraction = true;
            } else if (c >= '0' && c <= '9') {
                if (c == '0' && digits.length() == 0) {
                    magnitude -= fraction ? 1 : 0;
                } else {
                    digits.append(c);
                    magnitude += fraction ? 0 : 1;
                }
            } else {
                break;
            }
        }
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        digits.setLength(end);
        if (end == 0) {
            return new Numeral(false, "", 0);
        }
        return new Numeral(negative, digits.toString(), magnitude + exponent(json, at));
    }

    /** Whether a text is a number in JSON's grammar. */
    static boolean isNumeral(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int start = at;
        at = digitsFrom(text, at);
        if (at == start || text.charAt(start) == '0' && at > start + 1) {
            return false;
        }
        if (at < text.length() && text.charAt(at) == '.') {
            start = at + 1;
            at = digitsFrom(text, start);
            if (at == start) {
                return false;
            }
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            start = at;
            at = digitsFrom(text, start);
            if (at == start) {
                return false;
            }
        }
        return at == text.length();
    }

    private static int digitsFrom(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static long exponent(String json, int start) {
        if (start >= json.length()) {
            return 0;
        }
        int at = start + 1;
        boolean negative = json.charAt(at) == '-';
        if (negative || json.charAt(at) == '+') {
            at++;
        }
        long exponent = 0;
        for (; at < json.length(); at++) {
            exponent = Math.min(FAR, exponent * 10 + (json.charAt(at) - '0'));
        }
        return negative ? -exponent : exponent;
    }

    /** Whether the exponent is so large that it was not taken apart exactly. */
    boolean isFar() {
        return magnitude > FAR / 2 || magnitude < -FAR / 2;
    }

    boolean isZero() {
        return digits.isEmpty();
    }

    /** Digits after the point when written out; 0 for a whole number, however it is written. */
    long fractionDigits() {
        return Math.max(0, digits.length() - magnitude);
    }

    /** The exact value; only for numbers whose digits and magnitude were found to be small. */
    BigDecimal exact() {
        if (isZero()) {
            return BigDecimal.ZERO;
        }
        BigInteger unscaled = new BigInteger(negative ? "-" + digits : digits);
        return new BigDecimal(unscaled, Math.toIntExact(digits.length() - magnitude));
    }
}
