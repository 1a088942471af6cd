package dev.polder.gate;

import dev.polder.core.contract.DataType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads dates, timestamps and times of day: in the contract's {@code format} (a pattern of JDK's {@code DateTimeFormatter},
 * strict, in no locale) or else in ISO-8601 with {@code T} or one blank between date and time. Years are 1 to 9999, the finest
 * unit is the microsecond. Depends on neither the machine's time zone nor its locale.
 *
 * <p>A zoned timestamp without offset stands in the default time zone: the earlier of two instants when clocks are set back, an
 * error when clocks were set forward over it.
 */
final class TemporalText {
    private static final DateTimeFormatter ISO_TIMESTAMP = isoTimestamp("");

    /** By the length of the offset; one formatter with all of them as options would be several times slower. */
    private static final Map<Integer, DateTimeFormatter> ISO_WITH_OFFSET = Map.of(
            1, isoTimestamp("X"),
            3, isoTimestamp("X"),
            5, isoTimestamp("XX"),
            6, isoTimestamp("XXX"),
            7, isoTimestamp("XXXX"),
            9, isoTimestamp("XXXXX"));

    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private static DateTimeFormatter isoTimestamp(String offset) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendLiteral('T')
                .append(DateTimeFormatter.ISO_LOCAL_TIME)
                .appendPattern(offset)
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private final DataType type;
    private final Optional<String> format;
    private final DateTimeFormatter formatter;
    private final ZoneId defaultZone;

    /**
     * @throws IllegalArgumentException when the format is no pattern
     */
    TemporalText(DataType type, Optional<String> format, ZoneId defaultZone) {
        this.type = type;
        this.format = format;
        this.formatter = format.map(TemporalText::strict).orElseGet(() -> iso(type));
        this.defaultZone = defaultZone;
    }

    DataType type() {
        return type;
    }

    /** The pattern; empty for ISO-8601. */
    Optional<String> format() {
        return format;
    }

    ZoneId defaultZone() {
        return defaultZone;
    }

    private static DateTimeFormatter iso(DataType type) {
        if (type instanceof DataType.Date) {
            return DateTimeFormatter.ISO_LOCAL_DATE;
        }
        return type instanceof DataType.Timestamp ? ISO_TIMESTAMP : DateTimeFormatter.ISO_LOCAL_TIME;
    }

    /** In strict resolving {@code yyyy} asks for an era that nobody writes: what is meant is {@code uuuu}. */
    private static DateTimeFormatter strict(String pattern) {
        StringBuilder strict = new StringBuilder(pattern);
        boolean quoted = false;
        boolean era = pattern.indexOf('G') >= 0;
        for (int i = 0; i < strict.length(); i++) {
            quoted ^= strict.charAt(i) == '\'';
            if (!quoted && !era && strict.charAt(i) == 'y') {
                strict.setCharAt(i, 'u');
            }
        }
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(strict.toString())
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * The value in the units of its type: days since 1970 for a date, microseconds since 1970 for a timestamp, microseconds of the
     * day for a time.
     *
     * @throws Unreadable with the reason, which does not quote the text
     */
    long read(String text) {
        TemporalAccessor parsed;
        try {
            parsed = formatter == ISO_TIMESTAMP ? parsedIso(text) : formatter.parse(text);
        } catch (DateTimeException e) {
            throw new Unreadable(false, "is none, or not in the format that is asked for");
        }
        if (type instanceof DataType.Date) {
            return day(parsed);
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp(parsed, timestamp.zoned());
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        if (time == null) {
            throw new Unreadable(false, "is no time of day");
        }
        return micros(time.toNanoOfDay());
    }

    /**
     * The value of what is a date or time already, in the units of this type.
     *
     * @throws OfOtherType when it is of another kind
     * @throws Unreadable with the reason
     */
    long read(Value.Moment moment) {
        if (!moment.exact()) {
            throw new Unreadable(false, "is finer than microseconds");
        }
        long value = moment.value();
        if (type instanceof DataType.Date && moment.kind() == Value.Moment.Kind.DATE) {
            return checkedYear(LocalDate.ofEpochDay(value)).toEpochDay();
        }
        if (type instanceof DataType.TimeOfDay && moment.kind() == Value.Moment.Kind.TIME) {
            if (value < 0 || value >= MICROS_OF_DAY) {
                throw new Unreadable(true, "is outside of a day");
            }
            return value;
        }
        boolean timestamp = moment.kind() == Value.Moment.Kind.INSTANT || moment.kind() == Value.Moment.Kind.LOCAL;
        if (!timestamp || !(type instanceof DataType.Timestamp own)) {
            throw new OfOtherType();
        }
        LocalDateTime local = LocalDateTime.ofInstant(Instant.EPOCH.plus(value, ChronoUnit.MICROS), ZoneOffset.UTC);
        checkedYear(local.toLocalDate());
        return timestamp(
                moment.kind() == Value.Moment.Kind.INSTANT ? local.atOffset(ZoneOffset.UTC) : local, own.zoned());
    }

    /** The first value that a type has. */
    static long least(DataType type) {
        if (type instanceof DataType.TimeOfDay) {
            return 0;
        }
        long day = LocalDate.of(1, 1, 1).toEpochDay();
        return type instanceof DataType.Date ? day : day * MICROS_OF_DAY;
    }

    /** The last value that a type has. */
    static long most(DataType type) {
        if (type instanceof DataType.TimeOfDay) {
            return MICROS_OF_DAY - 1;
        }
        long day = LocalDate.of(9999, 12, 31).toEpochDay();
        return type instanceof DataType.Date ? day : (day + 1) * MICROS_OF_DAY - 1;
    }

    /** ISO-8601, for messages. */
    static String iso(Value.Moment moment) {
        Instant instant = Instant.EPOCH.plus(moment.value(), ChronoUnit.MICROS);
        return switch (moment.kind()) {
            case DATE -> LocalDate.ofEpochDay(moment.value()).toString();
            case TIME ->
                moment.value() >= 0 && moment.value() < MICROS_OF_DAY
                        ? LocalTime.ofNanoOfDay(moment.value() * 1000).toString()
                        : "PT" + moment.value() / 1e6 + "S";
            case INSTANT -> instant.toString();
            case LOCAL -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
        };
    }

    private static TemporalAccessor parsedIso(String text) {
        boolean blank = text.length() > 10 && text.charAt(10) == ' ';
        String iso = blank ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        boolean zulu = iso.endsWith("Z") || iso.endsWith("z");
        int offset = zulu ? iso.length() - 1 : Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
        return offset <= 10
                ? ISO_TIMESTAMP.parse(iso)
                : ISO_WITH_OFFSET
                        .getOrDefault(iso.length() - offset, ISO_TIMESTAMP)
                        .parse(iso);
    }

    /** A text that the contract itself holds, such as a bound: in its format, or in ISO-8601. */
    long readWritten(String text) {
        try {
            return read(text);
        } catch (Unreadable e) {
            return new TemporalText(type, Optional.empty(), defaultZone).read(text);
        }
    }

    private static long day(TemporalAccessor parsed) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            throw new Unreadable(false, "is no date");
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        if (time != null && !time.equals(LocalTime.MIDNIGHT)) {
            throw new Unreadable(false, "has a time of day, which a date cannot keep");
        }
        return checkedYear(date).toEpochDay();
    }

    private long timestamp(TemporalAccessor parsed, boolean zoned) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        LocalTime time = parsed.query(TemporalQueries.localTime());
        if (date == null) {
            throw new Unreadable(false, "is no date and time");
        }
        LocalDateTime local = checkedYear(date).atTime(time == null ? LocalTime.MIDNIGHT : time);
        ZoneId zone = parsed.query(TemporalQueries.zone());
        if (!zoned) {
            if (zone != null) {
                throw new Unreadable(false, "has a time zone, which this column does not");
            }
            return micros(local.toInstant(ZoneOffset.UTC));
        }
        ZoneOffset written = parsed.query(TemporalQueries.offset());
        if (written != null) {
            return micros(checkedInstant(local.toInstant(written)));
        }
        ZoneId standsIn = zone == null ? defaultZone : zone;
        List<ZoneOffset> offsets = standsIn.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new Unreadable(false, "does not exist in " + standsIn + ": clocks were set forward over it");
        }
        return micros(checkedInstant(local.toInstant(offsets.get(0))));
    }

    private static LocalDate checkedYear(LocalDate date) {
        if (date.getYear() < 1 || date.getYear() > 9999) {
            throw new Unreadable(true, "is outside of the years 1 to 9999");
        }
        return date;
    }

    private static Instant checkedInstant(Instant instant) {
        checkedYear(OffsetDateTime.ofInstant(instant, ZoneOffset.UTC).toLocalDate());
        return instant;
    }

    private static long micros(Instant instant) {
        // ChronoUnit.MICROS.between counts in nanoseconds and overflows in the year 2262.
        return instant.getEpochSecond() * 1_000_000 + micros(instant.getNano());
    }

    private static long micros(long nanos) {
        if (nanos % 1000 != 0) {
            throw new Unreadable(false, "is finer than microseconds");
        }
        return nanos / 1000;
    }

    /** A date where a time should be, or the like. */
    static final class OfOtherType extends RuntimeException {
        OfOtherType() {
            super("of another type", null, false, false);
        }
    }

    /** A text that is no such date or time; how it goes on after "The value …". */
    static final class Unreadable extends RuntimeException {
        private final boolean outOfRange;

        Unreadable(boolean outOfRange, String message) {
            super(message, null, false, false);
            this.outOfRange = outOfRange;
        }

        boolean isOutOfRange() {
            return outOfRange;
        }
    }
}
