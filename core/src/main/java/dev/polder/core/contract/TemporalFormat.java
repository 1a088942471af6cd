package dev.polder.core.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
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
     * The value as what orders like the type: LocalDate, Instant, LocalDateTime or LocalTime.
     *
     * @throws DateTimeException when the text is no such value
     */
    Comparable<?> parse(String text) {
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

    private Comparable<?> iso(String text) {
        if (type instanceof DataType.Date) {
            return LocalDate.parse(text);
        }
        if (type instanceof DataType.TimeOfDay) {
            return LocalTime.parse(text);
        }
        if (text.length() <= 10) {
            return timestamp(LocalDate.parse(text).atStartOfDay());
        }
        TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME.parse(text.replace(' ', 'T'));
        return value(parsed);
    }

    private Comparable<?> value(TemporalAccessor parsed) {
        if (type instanceof DataType.Date) {
            return LocalDate.from(parsed);
        }
        if (type instanceof DataType.TimeOfDay) {
            return LocalTime.from(parsed);
        }
        if (parsed.query(TemporalQueries.zone()) != null && isZoned()) {
            return ZonedDateTime.from(parsed).toInstant();
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        return timestamp(LocalDate.from(parsed).atTime(time == null ? LocalTime.MIDNIGHT : time));
    }

    private Comparable<?> timestamp(LocalDateTime local) {
        return isZoned() ? local.atZone(zone).toInstant() : local;
    }

    private boolean isZoned() {
        return ((DataType.Timestamp) type).zoned();
    }

    static int compare(Comparable<?> left, Comparable<?> right) {
        if (left instanceof Instant one && right instanceof Instant other) {
            return one.compareTo(other);
        }
        if (left instanceof LocalDate one && right instanceof LocalDate other) {
            return one.compareTo(other);
        }
        if (left instanceof LocalDateTime one && right instanceof LocalDateTime other) {
            return one.compareTo(other);
        }
        return ((LocalTime) left).compareTo((LocalTime) right);
    }
}
