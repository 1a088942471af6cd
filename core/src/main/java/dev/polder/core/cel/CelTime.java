package dev.polder.core.cel;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Constants of points in time and durations, in microseconds. */
final class CelTime {
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(h|ms|m|s|us|ns)");
    private static final Map<String, String> MICROS =
            Map.of("h", "3600000000", "m", "60000000", "s", "1000000", "ms", "1000", "us", "1", "ns", "0.001");

    private CelTime() {}

    /**
     * @param function {@code timestamp}, {@code date}, {@code time} or {@code duration}
     * @throws DateTimeException when the text is none
     */
    static CelTerm.Constant constant(String function, String text) {
        try {
            switch (function) {
                case "date":
                    return new CelTerm.Constant(
                            CelType.Simple.DATE,
                            micros(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)));
                case "time":
                    return new CelTerm.Constant(
                            CelType.Simple.TIME,
                            wholeMicros(LocalTime.parse(text).toNanoOfDay()));
                case "duration":
                    return new CelTerm.Constant(CelType.Simple.DURATION, duration(text));
                default:
                    return timestamp(text);
            }
        } catch (ArithmeticException e) {
            throw new DateTimeException("too large", e);
        }
    }

    private static CelTerm.Constant timestamp(String text) {
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            return new CelTerm.Constant(
                    CelType.Simple.INSTANT, micros(OffsetDateTime.parse(iso).toInstant()));
        } catch (DateTimeException e) {
            return new CelTerm.Constant(
                    CelType.Simple.LOCAL, micros(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC)));
        }
    }

    private static long duration(String text) {
        String parts = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        Matcher matcher = DURATION_PART.matcher(parts);
        BigDecimal micros = BigDecimal.ZERO;
        int end = 0;
        while (end < parts.length() && matcher.find() && matcher.start() == end) {
            micros =
                    micros.add(new BigDecimal(matcher.group(1)).multiply(new BigDecimal(MICROS.get(matcher.group(2)))));
            end = matcher.end();
        }
        if (parts.isEmpty() || parts.length() > 60 || end < parts.length()) {
            throw new DateTimeException("no duration");
        }
        long exact = micros.longValueExact();
        return text.startsWith("-") ? -exact : exact;
    }

    private static long micros(Instant instant) {
        if (instant.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                || !instant.isBefore(Instant.parse("9999-12-31T23:59:59.999999999Z"))) {
            throw new DateTimeException("not in the years 1 to 9999");
        }
        return instant.getEpochSecond() * 1_000_000 + wholeMicros(instant.getNano());
    }

    private static long wholeMicros(long nanos) {
        if (nanos % 1000 != 0) {
            throw new DateTimeException("finer than microseconds");
        }
        return nanos / 1000;
    }
}
