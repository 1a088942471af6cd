package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.UnknownFields;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Makes of a record of a JSON topic the Avro binary that the gate made it from, by the schema that it was written in. The rules of the
 * contract are not asked again: they held. Every value must be what the schema says; members without a field of their own belong to
 * {@value UnknownFields#COLUMN}. For many threads.
 */
public final class TopicJson {
    private static final int MOST_DIGITS = 400;
    private static final JsonText TEXT = new JsonText(RecordLimits.DEFAULT);
    private static final TemporalText DATE = iso(new DataType.Date());
    private static final TemporalText INSTANT = iso(new DataType.Timestamp(true));
    private static final TemporalText LOCAL = iso(new DataType.Timestamp(false));

    private final Schema schema;
    private final Map<Schema, Layout> layouts = new IdentityHashMap<>();

    /**
     * @param schema as {@link AvroSchemas} derives it from a contract
     * @throws IllegalArgumentException when it is not the schema of a record
     */
    public TopicJson(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("not the schema of a record");
        }
        this.schema = schema;
        learn(schema);
    }

    /** A record's fields by the names they have in the contract; {@code kept} is -1 where unknown fields are not kept. */
    private record Layout(List<String> names, Set<String> known, int kept) {
        static Layout of(Schema record) {
            List<String> names = new ArrayList<>();
            for (Schema.Field field : record.getFields()) {
                names.add(AvroShape.realName(field));
            }
            int kept = names.indexOf(UnknownFields.COLUMN);
            Set<String> known = new HashSet<>(names);
            known.remove(UnknownFields.COLUMN);
            return new Layout(names, known, kept);
        }
    }

    private static TemporalText iso(DataType type) {
        return new TemporalText(type, Optional.empty(), ZoneOffset.UTC);
    }

    private void learn(Schema part) {
        switch (part.getType()) {
            case RECORD -> {
                layouts.put(part, Layout.of(part));
                part.getFields().forEach(field -> learn(field.schema()));
            }
            case ARRAY -> learn(part.getElementType());
            case MAP -> learn(part.getValueType());
            case UNION -> part.getTypes().forEach(this::learn);
            default -> {
                // Has no parts.
            }
        }
    }

    /**
     * The record as Avro binary.
     *
     * @throws IllegalArgumentException when the text is no record of the schema; says where, and nothing of what is in it
     */
    public byte[] avro(byte[] json) {
        Refusals refusals = new Refusals(RecordLimits.DEFAULT);
        Value value = TEXT.parse(json, Where.ROOT, refusals)
                .orElseThrow(() ->
                        new IllegalArgumentException(refusals.list().get(0).message()));
        AvroBytes out = new AvroBytes(Integer.MAX_VALUE);
        write(schema, value, "$", out);
        return out.toByteArray();
    }

    private void write(Schema type, Value value, String path, AvroBytes out) {
        switch (type.getType()) {
            case UNION -> {
                boolean isNull = value instanceof Value.Null;
                out.number(isNull ? 0 : 1);
                if (!isNull) {
                    write(type.getTypes().get(1), value, path, out);
                }
            }
            case RECORD -> record(type, of(Value.Obj.class, value, path), path, out);
            case ARRAY -> {
                List<Value> items = of(Value.Arr.class, value, path).items();
                if (!items.isEmpty()) {
                    out.number(items.size());
                    items.forEach(item -> write(type.getElementType(), item, path + "[*]", out));
                }
                out.number(0);
            }
            case MAP -> map(type, of(Value.Obj.class, value, path), path, out);
            case BOOLEAN -> out.bool(of(Value.Bool.class, value, path).value());
            case INT, LONG -> out.number(whole(type, value, path));
            case DOUBLE -> out.real(real(of(Value.Num.class, value, path), path));
            case BYTES -> out.decimal(decimal(type, of(Value.Num.class, value, path), path));
            case STRING -> out.text(of(Value.Str.class, value, path).text());
            default -> throw new IllegalArgumentException("no contract has a type " + type.getType());
        }
    }

    private void record(Schema type, Value.Obj object, String path, AvroBytes out) {
        Layout layout = layouts.get(type);
        Map<String, Value> kept = new TreeMap<>(MapCheck.BY_UTF8);
        object.members().forEach((name, value) -> {
            if (!layout.known().contains(name)) {
                kept.put(name, value);
            }
        });
        if (!kept.isEmpty() && layout.kept() < 0) {
            throw new IllegalArgumentException(path + " has a field that its schema does not have");
        }
        for (int i = 0; i < layout.names().size(); i++) {
            String name = layout.names().get(i);
            Schema field = type.getFields().get(i).schema();
            if (i == layout.kept()) {
                kept(kept, out);
            } else if (object.members().containsKey(name) || field.getType() == Schema.Type.UNION) {
                Value value = object.members().getOrDefault(name, Value.Null.NULL);
                write(field, value, path + "." + name, out);
            } else {
                throw new IllegalArgumentException(path + "." + name + " is missing");
            }
        }
    }

    /** A map of JSON texts, which is null when nothing was unknown. */
    private static void kept(Map<String, Value> kept, AvroBytes out) {
        if (kept.isEmpty()) {
            out.number(0);
            return;
        }
        out.number(1);
        out.number(kept.size());
        kept.forEach((name, value) -> {
            out.text(name);
            out.text(CanonicalJson.text(value));
        });
        out.number(0);
    }

    private void map(Schema type, Value.Obj object, String path, AvroBytes out) {
        Map<String, Value> entries = new TreeMap<>(MapCheck.BY_UTF8);
        entries.putAll(object.members());
        if (!entries.isEmpty()) {
            out.number(entries.size());
            entries.forEach((key, value) -> {
                out.text(key);
                write(type.getValueType(), value, path + "{*}", out);
            });
        }
        out.number(0);
    }

    private static long whole(Schema type, Value value, String path) {
        if (type.getLogicalType() != null) {
            TemporalText reader = type.getLogicalType() instanceof LogicalTypes.Date
                    ? DATE
                    : type.getLogicalType() instanceof LogicalTypes.TimestampMicros ? INSTANT : LOCAL;
            try {
                return reader.read(of(Value.Str.class, value, path).text());
            } catch (TemporalText.Unreadable e) {
                throw new IllegalArgumentException(path + " is no date or timestamp of its schema", e);
            }
        }
        try {
            BigDecimal number = exact(of(Value.Num.class, value, path), path);
            return type.getType() == Schema.Type.INT ? number.intValueExact() : number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(path + " is no integer of its schema", e);
        }
    }

    private static double real(Value.Num number, String path) {
        double real = Double.parseDouble(number.text());
        if (Double.isInfinite(real)) {
            throw new IllegalArgumentException(path + " is too large for a double");
        }
        return real;
    }

    private static BigInteger decimal(Schema type, Value.Num number, String path) {
        LogicalTypes.Decimal decimal = (LogicalTypes.Decimal) type.getLogicalType();
        try {
            BigDecimal exact = exact(number, path).setScale(decimal.getScale());
            if (exact.precision() <= decimal.getPrecision()) {
                return exact.unscaledValue();
            }
        } catch (ArithmeticException e) {
            // Answered below.
        }
        throw new IllegalArgumentException(path + " is no decimal of its schema");
    }

    /** Only what costs little: nothing that a schema takes has more digits. */
    private static BigDecimal exact(Value.Num number, String path) {
        Numeral numeral = Numeral.of(number.text());
        if (numeral.digits().length() > MOST_DIGITS || Math.abs(numeral.magnitude()) > MOST_DIGITS) {
            throw new IllegalArgumentException(path + " is no number of its schema");
        }
        return numeral.exact();
    }

    private static <T extends Value> T of(Class<T> wanted, Value value, String path) {
        if (!wanted.isInstance(value)) {
            throw new IllegalArgumentException(path + " is " + value.word());
        }
        return wanted.cast(value);
    }
}
