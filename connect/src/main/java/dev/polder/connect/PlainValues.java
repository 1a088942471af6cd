package dev.polder.connect;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/**
 * From Connect's values to plain ones that the gate knows: structs as maps, dates and times as {@code java.time}'s. Dates and times
 * are Connect's own or Debezium's, which says of a timestamp whether it has a time zone.
 */
final class PlainValues {
    private PlainValues() {}

    /**
     * @param schema null for values without
     */
    static Object of(Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        if (schema != null && schema.name() != null && isTemporal(schema.name())) {
            return temporal(schema.name(), value);
        }
        if (value instanceof Struct struct) {
            return members(struct);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, member) ->
                    plain.put(String.valueOf(name), of(schema == null ? null : schema.valueSchema(), member)));
            return plain;
        }
        if (value instanceof Collection<?> items) {
            List<Object> plain = new ArrayList<>(items.size());
            items.forEach(item -> plain.add(of(schema == null ? null : schema.valueSchema(), item)));
            return plain;
        }
        if (value instanceof java.util.Date date) {
            return date.toInstant();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value;
    }

    private static Map<String, Object> members(Struct struct) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Field field : struct.schema().fields()) {
            plain.put(field.name(), of(field.schema(), struct.get(field)));
        }
        return plain;
    }

    private static boolean isTemporal(String name) {
        return name.startsWith("io.debezium.time.")
                || name.equals(Date.LOGICAL_NAME)
                || name.equals(Time.LOGICAL_NAME)
                || name.equals(Timestamp.LOGICAL_NAME);
    }

    private static Object temporal(String name, Object value) {
        if (value instanceof java.util.Date date) {
            return switch (name) {
                case Date.LOGICAL_NAME -> LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
                case Time.LOGICAL_NAME -> LocalTime.ofInstant(date.toInstant(), ZoneOffset.UTC);
                default -> date.toInstant();
            };
        }
        if (!(value instanceof Number number)) {
            // Debezium's zoned timestamps and times are text.
            return value;
        }
        long count = number.longValue();
        return switch (name) {
            case "io.debezium.time.Date" -> LocalDate.ofEpochDay(count);
            case "io.debezium.time.Time" -> time(TimeUnit.MILLISECONDS.toNanos(count));
            case "io.debezium.time.MicroTime" -> time(TimeUnit.MICROSECONDS.toNanos(count));
            case "io.debezium.time.NanoTime" -> time(count);
            case "io.debezium.time.Timestamp" -> local(count, ChronoUnit.MILLIS);
            case "io.debezium.time.MicroTimestamp" -> local(count, ChronoUnit.MICROS);
            case "io.debezium.time.NanoTimestamp" -> local(count, ChronoUnit.NANOS);
            default -> value;
        };
    }

    private static LocalTime time(long nanos) {
        if (nanos < 0 || nanos >= TimeUnit.DAYS.toNanos(1)) {
            throw new DataException("A time of day lies outside of a day");
        }
        return LocalTime.ofNanoOfDay(nanos);
    }

    private static LocalDateTime local(long count, ChronoUnit unit) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(count, unit), ZoneOffset.UTC);
    }
}
