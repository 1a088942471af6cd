package dev.polder.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How numbers are written: three digits that mean something. */
final class Numbers {
    private Numbers() {}

    /** For people: {@code 2.41 M}, {@code 390}, {@code 1.25}. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size >= 1_000_000) {
            return rounded(value / 1_000_000) + " M";
        }
        return size >= 10_000 ? rounded(value / 1_000) + " k" : rounded(value);
    }

    /** For programs: a JSON number. */
    static String json(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(5));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static String rounded(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
