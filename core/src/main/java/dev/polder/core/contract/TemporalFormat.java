package dev.polder.core.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a contract writes dates, timestamps and times: ISO-8601, or the pattern of {@code logicalTypeOptions.format}
 * (java.time's letters, as ODCS says).
 */
final class TemporalFormat {
    /** Names that contracts in the wild use for ISO-8601, although the standard wants a pattern. */
    private static final Set<String> ISO_NAMES =
            Set.of("date", "date-time", "datetime", "time", "iso", "iso8601", "iso-8601", "rfc3339");

    private static final DateTimeFormatter ISO_TIMESTAMP = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXXXX][XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private final DataType type;
    private final Optional<DateTimeFormatter> formatter;
    private final ZoneId zone;

    private TemporalFormat(DataType type, Optional<DateTimeFormatter> formatter, ZoneId zone) {
        this.type = type;
        this.formatter = formatter;
        this.zone = zone;
    }

    static boolean isTemporal(DataType type) {
        return type instanceof DataType.Date
                || type instanceof DataType.Timestamp
                || type instanceof DataType.TimeOfDay;
    }

    /**
     * @throws IllegalArgumentException with a message for people, when the format or the default time zone is not valid
     */
    static TemporalFormat of(DataType type, LogicalTypeOptions options) {
        return new TemporalFormat(type, options.format().flatMap(TemporalFormat::formatter), zone(options));
    }

    private static Optional<DateTimeFormatter> formatter(String format) {
        if (ISO_NAMES.contains(format.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        String letters = format.replaceAll("'[^']*'", "");
        if (letters.contains("Y") || letters.contains("D")) {
            throw new IllegalArgumentException(
                    "The format \"" + format + "\" uses Y (the year of a week) or D (the day of a year).");
        }
        try {
            // 'u' is the year proper; 'y' needs an era under the strict style
            return Optional.of(DateTimeFormatter.ofPattern(format.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The format \"" + format + "\" is not a pattern: " + e.getMessage() + ".", e);
        }
    }

    private static ZoneId zone(LogicalTypeOptions options) {
        try {
            return options.defaultTimezone().map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "The defaultTimezone \"" + options.defaultTimezone().orElseThrow() + "\" is not a time zone.", e);
        }
    }

    /**
     * The value, in days since 1970 for a date, else in microseconds since 1970 or since midnight.
     * Only what the gate can read as well is accepted: years 1 to 9999, nothing finer than a microsecond, and no time zone where
     * the type has none.
     *
     * @throws DateTimeException when the text is no such value
     */
    long parse(String text) {
        if (formatter.isPresent()) {
            try {
                return value(formatter.get().parse(text));
            } catch (DateTimeException e) {
                // bounds are often written in ISO although the values are not
                return iso(text);
            }
        }
        return iso(text);
    }

    private long iso(String text) {
        if (type instanceof DataType.Date) {
            return value(DateTimeFormatter.ISO_LOCAL_DATE.parse(text));
        }
        if (type instanceof DataType.TimeOfDay) {
            return value(DateTimeFormatter.ISO_LOCAL_TIME.parse(text));
        }
        boolean blank = text.length() > 10 && text.charAt(10) == ' ';
        return value(ISO_TIMESTAMP.parse(blank ? text.substring(0, 10) + 'T' + text.substring(11) : text));
    }

    private long value(TemporalAccessor parsed) {
        LocalTime time = parsed.query(TemporalQueries.localTime());
        if (type instanceof DataType.TimeOfDay) {
            if (time == null) {
                throw new DateTimeException("no time of day");
            }
            return micros(time.toNanoOfDay());
        }
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null || date.getYear() < 1 || date.getYear() > 9999) {
            throw new DateTimeException("no date of the years 1 to 9999");
        }
        if (type instanceof DataType.Date) {
            if (time != null && !time.equals(LocalTime.MIDNIGHT)) {
                throw new DateTimeException("a time of day besides the date");
            }
            return date.toEpochDay();
        }
        return timestamp(date.atTime(time == null ? LocalTime.MIDNIGHT : time), parsed);
    }

    private long timestamp(LocalDateTime local, TemporalAccessor parsed) {
        ZoneId written = parsed.query(TemporalQueries.zone());
        if (!((DataType.Timestamp) type).zoned()) {
            if (written != null) {
                throw new DateTimeException("a time zone where the type has none");
            }
            return micros(local.toInstant(ZoneOffset.UTC));
        }
        ZoneOffset offset = parsed.query(TemporalQueries.offset());
        ZoneId standsIn = offset != null ? offset : written != null ? written : zone;
        List<ZoneOffset> offsets = standsIn.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new DateTimeException("a local time that clocks were set forward over");
        }
        Instant instant = local.toInstant(offsets.get(0));
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < 1 || year > 9999) {
            throw new DateTimeException("no instant of the years 1 to 9999");
        }
        return micros(instant);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + micros(instant.getNano());
    }

    private static long micros(long nanos) {
        if (nanos % 1000 != 0) {
            throw new DateTimeException("finer than microseconds");
        }
        return nanos / 1000;
    }
}
