package dev.polder.client;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** From Avro's values to plain ones and to JSON as contracts have it: real field names, exact decimals, dates and times in ISO-8601. */
final class AvroJson {
    /** The property of a field that holds the name it has in the contract. */
    private static final String REAL_NAME = "iceberg-field-name";

    private static final JsonFactory FACTORY = new JsonFactory();

    private AvroJson() {}

    /** As JSON text. */
    static String text(Schema schema, Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            JsonInput.write(plain(schema, value), json);
        }
        return text.toString();
    }

    /** Records as maps in the schema's order, whose values are Java's own types. */
    static Object plain(Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        return switch (schema.getType()) {
            case RECORD -> record((IndexedRecord) value);
            case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
            case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
            case UNION -> plain(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
            case INT -> integer(schema, ((Number) value).longValue());
            case LONG -> integer(schema, ((Number) value).longValue());
            case BYTES, FIXED -> binary(schema, value);
            case STRING, ENUM -> value.toString();
            case BOOLEAN, FLOAT, DOUBLE, NULL -> value;
        };
    }

    private static Map<String, Object> record(IndexedRecord record) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            String name = Optional.ofNullable(field.getProp(REAL_NAME)).orElse(field.name());
            plain.put(name, plain(field.schema(), record.get(field.pos())));
        }
        return plain;
    }

    private static List<Object> array(Schema element, Collection<?> items) {
        List<Object> plain = new ArrayList<>(items.size());
        items.forEach(item -> plain.add(plain(element, item)));
        return plain;
    }

    private static Map<String, Object> map(Schema member, Map<?, ?> entries) {
        Map<String, Object> plain = new LinkedHashMap<>();
        entries.forEach((name, value) -> plain.put(name.toString(), plain(member, value)));
        return plain;
    }

    private static Object integer(Schema schema, long value) {
        LogicalType type = schema.getLogicalType();
        if (type instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay(value);
        }
        if (type instanceof LogicalTypes.TimestampMicros) {
            return instant(value, 1_000_000);
        }
        if (type instanceof LogicalTypes.TimestampMillis) {
            return instant(value, 1_000);
        }
        if (type instanceof LogicalTypes.LocalTimestampMicros) {
            return LocalDateTime.ofInstant(instant(value, 1_000_000), ZoneOffset.UTC);
        }
        if (type instanceof LogicalTypes.LocalTimestampMillis) {
            return LocalDateTime.ofInstant(instant(value, 1_000), ZoneOffset.UTC);
        }
        if (type instanceof LogicalTypes.TimeMillis) {
            return LocalTime.ofNanoOfDay(TimeUnit.MILLISECONDS.toNanos(value));
        }
        if (type instanceof LogicalTypes.TimeMicros) {
            return LocalTime.ofNanoOfDay(TimeUnit.MICROSECONDS.toNanos(value));
        }
        return schema.getType() == Schema.Type.INT ? (Object) (int) value : (Object) value;
    }

    private static Instant instant(long value, long perSecond) {
        return Instant.ofEpochSecond(
                Math.floorDiv(value, perSecond), Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond));
    }

    private static Object binary(Schema schema, Object value) {
        byte[] bytes;
        if (value instanceof BigDecimal decimal) {
            return decimal;
        } else if (value instanceof ByteBuffer buffer) {
            bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
        } else {
            bytes = ((GenericData.Fixed) value).bytes();
        }
        return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
                : Base64.getEncoder().encodeToString(bytes);
    }
}
