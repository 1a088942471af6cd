package dev.polder.core.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/** The core schema of YAML 1.2 (section 10.3.2): which plain scalars are null, booleans or numbers. */
final class Scalars {
    private static final int LONGEST_NUMBER = 400;
    private static final int LARGEST_EXPONENT = 9_999;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");

    private Scalars() {}

    static boolean isNull(String text) {
        return NULLS.contains(text);
    }

    static Optional<Boolean> bool(String text) {
        return TRUE.contains(text) ? Optional.of(true) : FALSE.contains(text) ? Optional.of(false) : Optional.empty();
    }

    /** Whether the text is written as a number, however large. */
    static boolean isNumber(String text) {
        if (text.startsWith("0x")) {
            return text.length() > 2 && text.chars().skip(2).allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
        }
        if (text.startsWith("0o")) {
            return text.length() > 2 && text.chars().skip(2).allMatch(c -> c >= '0' && c <= '7');
        }
        int at = sign(text, 0);
        int afterInteger = digits(text, at);
        int integerDigits = afterInteger - at;
        at = afterInteger;
        int fractionDigits = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            int afterFraction = digits(text, at + 1);
            fractionDigits = afterFraction - at - 1;
            at = afterFraction;
        }
        if (integerDigits + fractionDigits == 0) {
            return false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = sign(text, at + 1);
            at = digits(text, exponent);
            if (at == exponent) {
                return false;
            }
        }
        return at == text.length();
    }

    /** The number, exact; empty when it is too long or too large to be computed with safely. */
    static Optional<BigDecimal> number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        if (text.startsWith("0x")) {
            return Optional.of(new BigDecimal(new BigInteger(text.substring(2), 16)));
        }
        if (text.startsWith("0o")) {
            return Optional.of(new BigDecimal(new BigInteger(text.substring(2), 8)));
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) <= LARGEST_EXPONENT ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException exponentBeyondInt) {
            return Optional.empty();
        }
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int digits(String text, int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
