package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import tools.jackson.core.io.schubfach.DoubleToDecimal;

/** Takes one Avro record apart: what a JSON text of the same record would have become. */
final class AvroValues {
    /** A number of more digits is refused whatever the contract says; making a text of it would take long. */
    private static final int MOST_DECIMAL_BYTES = 420;

    private final RecordLimits limits;
    private final JsonText json;
    private final AvroInput in;
    private final Refusals refusals;
    private int values;
    private int depth;

    private AvroValues(RecordLimits limits, JsonText json, AvroInput in, Refusals refusals) {
        this.limits = limits;
        this.json = json;
        this.in = in;
        this.refusals = refusals;
    }

    /** The record, or empty after what is wrong went to the refusals. */
    static Optional<Value> parse(RawRecord.Avro record, RecordLimits limits, JsonText json, Refusals refusals) {
        AvroInput in = new AvroInput(record.bytes(), 0, record.bytes().length);
        try {
            Value value = new AvroValues(limits, json, in, refusals)
                    .value(record.schema().shape(), Where.ROOT);
            if (in.remaining() > 0) {
                refusals.add(
                        Code.RECORD_SYNTAX,
                        Where.ROOT,
                        "syntax",
                        "Something follows after the Avro record: " + in.remaining() + " bytes");
            }
            return refusals.isEmpty() ? Optional.of(value) : Optional.empty();
        } catch (TooMany e) {
            refusals.add(Code.RECORD_LIMIT, Where.ROOT, e.rule, e.getMessage());
        } catch (AvroInput.Malformed e) {
            refusals.add(
                    Code.RECORD_SYNTAX,
                    Where.ROOT,
                    "syntax",
                    "This is not Avro of the writer's schema: the record " + e.getMessage() + ", at byte "
                            + in.position());
        }
        return Optional.empty();
    }

    private Value value(AvroShape shape, Where where) {
        if (++values > limits.maxValues() + 1) {
            throw new TooMany("size", "The record has more than " + limits.maxValues() + " fields and items");
        }
        Schema schema = shape.schema();
        switch (schema.getType()) {
            case NULL:
                return Value.Null.NULL;
            case BOOLEAN:
                return new Value.Bool(in.bool());
            case INT:
                return number(in.number32(), schema);
            case LONG:
                return number(in.number(), schema);
            case FLOAT:
                return real(in.real32());
            case DOUBLE:
                return real(in.real64());
            case STRING:
                return new Value.Str(text());
            case ENUM:
                return new Value.Str(symbol(schema, in.number32()));
            case BYTES:
                return bytes(in.length(), schema, where);
            case FIXED:
                return bytes(schema.getFixedSize(), schema, where);
            case UNION:
                long branch = in.number();
                if (branch < 0 || branch >= shape.parts().size()) {
                    throw new AvroInput.Malformed("holds a branch of a union that its schema does not have");
                }
                values--;
                return value(shape.parts().get((int) branch), where);
            case ARRAY:
                return array(shape.parts().get(0), where);
            case MAP:
                return map(shape.parts().get(0), where);
            case RECORD:
                return object(shape, where);
        }
        throw new IllegalStateException(schema.getType().getName());
    }

    private Value object(AvroShape shape, Where where) {
        enter();
        Map<String, Value> members = new LinkedHashMap<>();
        for (int i = 0; i < shape.parts().size(); i++) {
            String name = shape.names().get(i);
            Where member = where.member(name, false);
            Value value = value(shape.parts().get(i), member);
            if (i == shape.kept()) {
                unfold(value, members, where);
            } else if (value != Value.Null.NULL || !shape.isMatched(i)) {
                // Avro has no other way to leave a field out than null.
                put(members, name, value, member);
            }
        }
        depth--;
        return new Value.Obj(members);
    }

    /** What the gate kept of a record comes back as it was. */
    private void unfold(Value kept, Map<String, Value> members, Where where) {
        if (kept instanceof Value.Obj object) {
            object.members().forEach((name, value) -> {
                Where member = where.member(name, true);
                Optional<Value> parsed =
                        value instanceof Value.Str text ? json.parse(text.text(), member, refusals) : Optional.empty();
                put(members, name, parsed.orElse(value), member);
            });
        }
    }

    private void put(Map<String, Value> members, String name, Value value, Where member) {
        if (members.put(name, value) != null) {
            refusals.add(Code.RECORD_FIELD_DUPLICATE, member, "unique names", "The field stands twice");
        }
    }

    private Value array(AvroShape item, Where where) {
        enter();
        List<Value> items = new ArrayList<>();
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                items.add(value(item, where.item(items.size())));
            }
        }
        depth--;
        return new Value.Arr(items);
    }

    private Value map(AvroShape value, Where where) {
        enter();
        Map<String, Value> members = new LinkedHashMap<>();
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                String name = text();
                Where member = where.member(name, false);
                put(members, name, value(value, member), member);
            }
        }
        depth--;
        return new Value.Obj(members);
    }

    private void enter() {
        if (++depth > limits.maxDepth()) {
            throw new TooMany("depth", "The record nests objects and arrays deeper than " + limits.maxDepth());
        }
    }

    private String text() {
        int length = in.length();
        return text(in.bytes(), in.skip(length), length);
    }

    static String text(byte[] bytes, int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AvroInput.Malformed("holds a string that is not valid UTF-8");
        }
    }

    private static String symbol(Schema schema, int index) {
        if (index < 0 || index >= schema.getEnumSymbols().size()) {
            throw new AvroInput.Malformed("holds a symbol of an enum that its schema does not have");
        }
        return schema.getEnumSymbols().get(index);
    }

    private static Value number(long value, Schema schema) {
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        return switch (logical) {
            case "date" -> new Value.Moment(Value.Moment.Kind.DATE, value, true);
            case "time-millis" -> moment(Value.Moment.Kind.TIME, value, 1_000);
            case "time-micros" -> moment(Value.Moment.Kind.TIME, value, 1);
            case "timestamp-millis" -> moment(Value.Moment.Kind.INSTANT, value, 1_000);
            case "timestamp-micros" -> moment(Value.Moment.Kind.INSTANT, value, 1);
            case "timestamp-nanos" -> nanos(Value.Moment.Kind.INSTANT, value);
            case "local-timestamp-millis" -> moment(Value.Moment.Kind.LOCAL, value, 1_000);
            case "local-timestamp-micros" -> moment(Value.Moment.Kind.LOCAL, value, 1);
            case "local-timestamp-nanos" -> nanos(Value.Moment.Kind.LOCAL, value);
            default -> new Value.Num(Long.toString(value));
        };
    }

    /** What overflows lies outside of all years that are allowed anyway. */
    private static Value moment(Value.Moment.Kind kind, long value, int micros) {
        long most = Long.MAX_VALUE / micros;
        return new Value.Moment(kind, Math.max(-most, Math.min(most, value)) * micros, true);
    }

    private static Value nanos(Value.Moment.Kind kind, long value) {
        return new Value.Moment(kind, Math.floorDiv(value, 1_000), Math.floorMod(value, 1_000) == 0);
    }

    /** A float is the double of the same value; as text it has the fewest digits that tell it from others, on every JDK. */
    private static Value real(double value) {
        return Double.isFinite(value) ? new Value.Num(DoubleToDecimal.toString(value)) : new Value.NoNumber(value);
    }

    private Value bytes(int length, Schema schema, Where where) {
        int from = in.skip(length);
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        switch (logical) {
            case "decimal":
                int scale = ((LogicalTypes.Decimal) schema.getLogicalType()).getScale();
                return decimal(from, length, scale, where);
            case "big-decimal":
                AvroInput inner = new AvroInput(in.bytes(), from, from + length);
                int digits = inner.length();
                int start = inner.skip(digits);
                return decimal(start, digits, inner.number32(), where);
            case "uuid":
                ByteBuffer halves = ByteBuffer.wrap(in.bytes(), from, length);
                return new Value.Str(new UUID(halves.getLong(), halves.getLong()).toString());
            default:
                return new Value.Bin(Arrays.copyOfRange(in.bytes(), from, from + length));
        }
    }

    private Value decimal(int from, int length, int scale, Where where) {
        if (length == 0) {
            throw new AvroInput.Malformed("holds a decimal of no bytes");
        }
        if (length > MOST_DECIMAL_BYTES) {
            refusals.add(Code.RECORD_LIMIT, where, "digits", "The number has more than 1000 digits");
            return Value.Null.NULL;
        }
        BigDecimal value = new BigDecimal(new BigInteger(in.bytes(), from, length), scale);
        boolean plain = scale >= 0 && scale <= 100;
        return new Value.Num(plain ? value.toPlainString() : value.unscaledValue() + "e" + -(long) scale);
    }

    /** The record is larger, in fields or in depth, than a record may be. */
    private static final class TooMany extends RuntimeException {
        private final String rule;

        TooMany(String rule, String message) {
            super(message, null, false, false);
            this.rule = rule;
        }
    }
}
