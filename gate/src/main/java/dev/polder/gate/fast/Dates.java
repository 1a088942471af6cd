package dev.polder.gate.fast;

/** Days and times of ISO-8601 in fixed places. Years are 1 to 9999, days have no leap seconds. */
final class Dates {
    /** In place of a day or a time that is none. */
    static final int NONE = Integer.MIN_VALUE;

    static final long SECONDS = 86_400;

    private static final long DATE_ZEROS = word("0000-00-");
    private static final long DATE_LIMITS = limits("0000-00-");
    private static final long TIME_ZEROS = word("00:00:00");
    private static final long TIME_LIMITS = limits("00:00:00");

    /** Days from March to the month. */
    private static final int[] BEFORE = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};

    private static final int[] LENGTHS = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Dates() {}

    private static long word(String text) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | text.charAt(i);
        }
        return word;
    }

    /** What added to a digit's value reaches the high bit just when it is none, and to a separator's when it is another. */
    private static long limits(String text) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | (text.charAt(i) == '0' ? 0x76 : 0x7F);
        }
        return word;
    }

    /** Days since 1970 of {@code yyyy-MM-dd}, or {@link #NONE}. */
    static int day(byte[] in, int at) {
        long digits = Words.at(in, at) ^ DATE_ZEROS;
        if (((digits + DATE_LIMITS | digits) & Words.HIGHS) != 0) {
            return NONE;
        }
        int year = (int) (digits & 0xF) * 1000
                + (int) (digits >> 8 & 0xF) * 100
                + (int) (digits >> 16 & 0xF) * 10
                + (int) (digits >> 24 & 0xF);
        int month = (int) (digits >> 40 & 0xF) * 10 + (int) (digits >> 48 & 0xF);
        return day(year, month, two(in, at + 8));
    }

    /** Days since 1970, or {@link #NONE} when there is no such day. */
    static int day(int year, int month, int day) {
        if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > LENGTHS[month]) {
            boolean leapDay = month == 2
                    && day == 29
                    && year >= 1
                    && year <= 9999
                    && (year & 3) == 0
                    && (year % 100 != 0 || year % 400 == 0);
            if (!leapDay) {
                return NONE;
            }
        }
        int from = month <= 2 ? year - 1 : year;
        return from * 365 + from / 4 - from / 100 + from / 400 + BEFORE[month] + day - 719_469;
    }

    /** Seconds of {@code HH:mm:ss}, or {@link #NONE}. */
    static int seconds(byte[] in, int at) {
        long digits = Words.at(in, at) ^ TIME_ZEROS;
        if (((digits + TIME_LIMITS | digits) & Words.HIGHS) != 0) {
            return NONE;
        }
        int hour = (int) (digits & 0xF) * 10 + (int) (digits >> 8 & 0xF);
        int minute = (int) (digits >> 24 & 0xF) * 10 + (int) (digits >> 32 & 0xF);
        int second = (int) (digits >> 48 & 0xF) * 10 + (int) (digits >> 56 & 0xF);
        return seconds(hour, minute, second);
    }

    static int seconds(int hour, int minute, int second) {
        boolean valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        return valid ? hour * 3600 + minute * 60 + second : NONE;
    }

    /** The number of two digits, negative when they are none. */
    static int two(byte[] in, int at) {
        int high = in[at] - '0';
        int low = in[at + 1] - '0';
        return (high | low | 9 - high | 9 - low) < 0 ? -1 : high * 10 + low;
    }

    /**
     * Reads {@code HH:mm[:ss[.fraction]]} and leaves microseconds in {@link Scan#mantissa}.
     *
     * @return the position behind it, or {@link Step#GIVE_UP}
     */
    static int time(Scan scan, byte[] in, int at) {
        if (in[at + 5] != ':') {
            int seconds = in[at + 2] == ':' ? seconds(two(in, at), two(in, at + 3), 0) : NONE;
            scan.mantissa = seconds * 1_000_000L;
            return seconds < 0 ? Step.GIVE_UP : at + 5;
        }
        int seconds = seconds(in, at);
        if (seconds < 0) {
            return Step.GIVE_UP;
        }
        scan.mantissa = seconds * 1_000_000L;
        return in[at + 8] == '.' ? fraction(scan, in, at + 9) : at + 8;
    }

    /** Adds 1 to 9 digits, of which the last three must be zeros. */
    private static int fraction(Scan scan, byte[] in, int from) {
        int at = from;
        int micros = 0;
        int unit = 100_000;
        for (int digit = in[at] - '0'; digit >= 0 && digit <= 9; digit = in[++at] - '0') {
            micros += digit * unit;
            unit /= 10;
            if (unit == 0 && digit != 0 && at - from >= 6) {
                return Step.GIVE_UP;
            }
        }
        scan.mantissa += micros;
        return at == from || at - from > 9 ? Step.GIVE_UP : at;
    }
}
