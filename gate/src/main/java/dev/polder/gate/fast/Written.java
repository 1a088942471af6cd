package dev.polder.gate.fast;

/** Writes values as text: what stands in keys, and times of day. Each method gives the bytes it wrote. */
final class Written {
    private static final int MICROS = 1_000_000;

    private Written() {}

    /** {@code HH:mm:ss[.SSSSSS]} of microseconds of a day. */
    static int time(long micros, byte[] out, int at) {
        int seconds = (int) (micros / MICROS);
        int fraction = (int) (micros - (long) seconds * MICROS);
        two(seconds / 3600, out, at);
        out[at + 2] = ':';
        two(seconds / 60 % 60, out, at + 3);
        out[at + 5] = ':';
        two(seconds % 60, out, at + 6);
        if (fraction == 0) {
            return 8;
        }
        out[at + 8] = '.';
        digits(fraction, 6, out, at + 9);
        return 15;
    }

    /** {@code yyyy-MM-dd} of days since 1970. */
    static int date(long day, byte[] out, int at) {
        // Howard Hinnant's civil_from_days.
        int shifted = (int) day + 719_468;
        int era = Math.floorDiv(shifted, 146_097);
        int ofEra = shifted - era * 146_097;
        int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * ofYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4, out, at);
        out[at + 4] = '-';
        two(month, out, at + 5);
        out[at + 7] = '-';
        two(ofYear - (153 * fromMarch + 2) / 5 + 1, out, at + 8);
        return 10;
    }

    /** Date and time of microseconds since 1970; the fraction in three or six digits, or as few as it needs. */
    static int timestamp(long micros, boolean byThrees, byte[] out, int at) {
        long seconds = Math.floorDiv(micros, (long) MICROS);
        int fraction = (int) (micros - seconds * MICROS);
        long day = Math.floorDiv(seconds, Dates.SECONDS);
        int to = at + date(day, out, at);
        out[to++] = 'T';
        to += time((seconds - day * Dates.SECONDS) * MICROS, out, to);
        if (fraction == 0) {
            return to - at;
        }
        int digits = 6;
        int shown = fraction;
        while (byThrees ? digits == 6 && shown % 1000 == 0 : shown % 10 == 0) {
            shown /= byThrees ? 1000 : 10;
            digits -= byThrees ? 3 : 1;
        }
        out[to] = '.';
        digits(shown, digits, out, to + 1);
        return to + 1 + digits - at;
    }

    /** A whole number. */
    static int number(long value, byte[] out, int at) {
        int to = at;
        if (value < 0) {
            out[to++] = '-';
        }
        // Negative numbers reach further.
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long left = rest / 10; left != 0; left /= 10) {
            digits++;
        }
        for (int i = to + digits - 1; i >= to; i--) {
            out[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return to + digits - at;
    }

    private static void two(int value, byte[] out, int at) {
        out[at] = (byte) ('0' + value / 10);
        out[at + 1] = (byte) ('0' + value % 10);
    }

    private static void digits(int value, int count, byte[] out, int at) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
