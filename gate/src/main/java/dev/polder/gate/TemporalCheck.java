package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.problem.Code;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Dates, timestamps and times of day; JSON has them as strings. The carrier is the number that {@link TemporalText} reads. */
final class TemporalCheck implements Check {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendPattern("HH:mm:ss").toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIME_WITH_MICROS = new DateTimeFormatterBuilder()
            .append(TIME)
            .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
            .toFormatter(Locale.ROOT);

    private final DataType type;
    private final TemporalText reader;
    private final String word;
    private final String rule;
    private final List<Bound<Long>> bounds;

    /**
     * @param format as the contract writes it, for messages; empty for ISO-8601
     */
    TemporalCheck(DataType type, TemporalText reader, String format, List<Bound<Long>> bounds) {
        this.type = type;
        this.reader = reader;
        this.bounds = bounds;
        this.rule = format.isEmpty() ? "type " + name(type) : "format " + format;
        this.word = "a " + name(type) + (format.isEmpty() ? " such as " + example(type) : " of the form " + format);
    }

    private static String name(DataType type) {
        return type instanceof DataType.Date ? "date" : type instanceof DataType.Timestamp ? "timestamp" : "time";
    }

    private static String example(DataType type) {
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? "2024-05-17T13:45:00Z" : "2024-05-17T13:45:00";
        }
        return type instanceof DataType.Date ? "2024-05-17" : "13:45:00";
    }

    TemporalText reader() {
        return reader;
    }

    List<Bound<Long>> bounds() {
        return bounds;
    }

    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        if (!(value instanceof Value.Str) && !(value instanceof Value.Moment)) {
            String message = "The value must be " + word + ", but is " + value.word();
            refusals.add(Code.RECORD_TYPE, where, "type " + name(type), message, value);
            return INVALID;
        }
        long read;
        try {
            read = value instanceof Value.Moment moment ? reader.read(moment) : reader.read(((Value.Str) value).text());
        } catch (TemporalText.OfOtherType e) {
            String message = "The value must be " + word + ", but is " + value.word();
            refusals.add(Code.RECORD_TYPE, where, "type " + name(type), message, value);
            return INVALID;
        } catch (TemporalText.Unreadable e) {
            refusals.add(
                    e.isOutOfRange() ? Code.RECORD_RANGE : Code.RECORD_FORMAT,
                    where,
                    rule,
                    "The value must be " + word + "; it " + e.getMessage(),
                    value);
            return INVALID;
        }
        return Bound.allHold(bounds, read, value, where, refusals) ? (Object) read : INVALID;
    }

    @Override
    public Object written(String text) {
        try {
            return reader.readWritten(text);
        } catch (TemporalText.Unreadable e) {
            return INVALID;
        }
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        if (type instanceof DataType.TimeOfDay) {
            out.text(iso(type, (Long) carrier));
        } else {
            out.number((Long) carrier);
        }
    }

    @Override
    public void writeKey(Object carrier, StringBuilder json) {
        json.append('"').append(iso(type, (Long) carrier)).append('"');
    }

    static String iso(DataType type, long carrier) {
        if (type instanceof DataType.Date) {
            return LocalDate.ofEpochDay(carrier).toString();
        }
        if (type instanceof DataType.Timestamp timestamp) {
            Instant instant = Instant.EPOCH.plus(carrier, ChronoUnit.MICROS);
            return timestamp.zoned()
                    ? instant.toString()
                    : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }
        LocalTime time = LocalTime.ofNanoOfDay(carrier * 1000);
        return (time.getNano() == 0 ? TIME : TIME_WITH_MICROS).format(time);
    }
}
