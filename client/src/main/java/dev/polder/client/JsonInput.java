package dev.polder.client;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TreeNode;
import tools.jackson.core.json.JsonFactory;

/** What a producer may hand over, as the JSON that the gate judges. */
final class JsonInput {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final byte[] NOTHING = {};

    private JsonInput() {}

    /**
     * The record as JSON in UTF-8; a {@code byte[]} is not copied. A tombstone becomes an empty text, which no contract accepts.
     *
     * @throws SerializationException when it is nothing that can be a JSON object
     */
    static byte[] bytes(Object data) {
        if (data instanceof byte[] json) {
            return json;
        }
        if (data == null) {
            return NOTHING;
        }
        if (data instanceof CharSequence || data instanceof TreeNode) {
            return data.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (data instanceof GenericRecord record) {
            return AvroJson.text(record.getSchema(), record).getBytes(StandardCharsets.UTF_8);
        }
        if (data instanceof Map<?, ?> map) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
            try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
                write(map, json);
            } catch (JacksonException e) {
                throw new SerializationException("The map cannot be written as JSON: " + e.getOriginalMessage(), e);
            }
            return bytes.toByteArray();
        }
        throw new SerializationException(
                "A record is given as JSON (byte[] or text), Map, GenericRecord or Jackson 3 tree, not as "
                        + data.getClass().getName());
    }

    static void write(Object value, JsonGenerator json) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, member) -> {
                json.writeName(String.valueOf(name));
                write(member, json);
            });
            json.writeEndObject();
        } else if (value instanceof Iterable<?> items) {
            json.writeStartArray();
            items.forEach(item -> write(item, json));
            json.writeEndArray();
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Number number) {
            number(number, json);
        } else if (value instanceof byte[] bytes) {
            json.writeString(Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof CharSequence
                || value instanceof TemporalAccessor
                || value instanceof UUID
                || value instanceof Enum<?>
                || value instanceof Character) {
            json.writeString(value.toString());
        } else {
            throw new SerializationException(
                    "A value of type " + value.getClass().getName() + " cannot be written as JSON");
        }
    }

    private static void number(Number number, JsonGenerator json) {
        if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else if (number instanceof Double real) {
            json.writeNumber(real);
        } else if (number instanceof Float real) {
            json.writeNumber(real);
        } else {
            json.writeNumber(number.longValue());
        }
    }
}
