package dev.polder.server.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * SQL's values as JSON: numbers with all their digits, dates and times in ISO-8601, bytes in Base64, rows within rows as objects.
 * What JSON has no number for (infinity, NaN) is a string.
 */
final class JsonValues {
    private JsonValues() {}

    static void write(JsonGenerator json, Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof BigDecimal decimal) {
            // A number in exponents would be read as a double by many.
            json.writeNumber(decimal.toPlainString());
        } else if (value instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof Float number && Float.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(item -> write(json, item));
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else {
            json.writeString(text(value));
        }
    }

    /** A map whose keys are lists or maps themselves is a list of entries. */
    private static void map(JsonGenerator json, Map<?, ?> map) {
        if (map.keySet().stream().anyMatch(key -> key instanceof Collection || key instanceof Map)) {
            json.writeStartArray();
            map.forEach((key, value) -> {
                json.writeStartObject();
                json.writeName("key");
                write(json, key);
                json.writeName("value");
                write(json, value);
                json.writeEndObject();
            });
            json.writeEndArray();
        } else {
            json.writeStartObject();
            map.forEach((key, value) -> {
                json.writeName(text(key));
                write(json, value);
            });
            json.writeEndObject();
        }
    }

    /** A single value as text. */
    static String text(Object value) {
        if (value instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        if (value instanceof OffsetDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        if (value instanceof LocalTime time) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Base64.getEncoder().encodeToString(copy);
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
    }
}
