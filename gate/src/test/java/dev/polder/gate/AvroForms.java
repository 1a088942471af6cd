package dev.polder.gate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes a JSON record as Avro in one of the many schemas that somebody might choose for it. */
final class AvroForms {
    private final Random random;
    private int types;

    /** A value and the schema it was given. */
    record Form(Schema schema, Object datum) {}

    /** No schema holds the value. */
    static final class None extends RuntimeException {
        None() {
            super("no Avro for it", null, false, false);
        }
    }

    AvroForms(Random random) {
        this.random = random;
    }

    static byte[] bytes(Form form) {
        return bytes(form.schema(), form.datum());
    }

    static byte[] bytes(Schema schema, Object datum) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Form form(Value value) {
        Form plain = plain(value);
        if (random.nextInt(4) > 0 || plain.schema().getType() == Schema.Type.UNION) {
            return plain;
        }
        Schema other = Schema.create(plain.schema().getType() == Schema.Type.NULL ? Schema.Type.INT : Schema.Type.NULL);
        List<Schema> branches = new ArrayList<>(List.of(plain.schema(), other));
        Collections.shuffle(branches, random);
        return new Form(Schema.createUnion(branches), plain.datum());
    }

    private Form plain(Value value) {
        if (value instanceof Value.Bool bool) {
            return new Form(Schema.create(Schema.Type.BOOLEAN), bool.value());
        }
        if (value instanceof Value.Str string) {
            boolean whole = string.text().codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
            if (!whole) {
                throw new None();
            }
            return text(string.text());
        }
        if (value instanceof Value.Num number) {
            return number(number.text());
        }
        if (value instanceof Value.Arr array) {
            List<Form> items = array.items().stream().map(this::form).toList();
            return new Form(
                    Schema.createArray(union(items)),
                    items.stream().map(Form::datum).toList());
        }
        return value instanceof Value.Obj object ? object(object) : new Form(Schema.create(Schema.Type.NULL), null);
    }

    private Form text(String text) {
        if (random.nextInt(5) == 0 && text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            Schema schema =
                    Schema.createEnum(name(), null, null, text.equals("x_") ? List.of("x_") : List.of("x_", text));
            return new Form(schema, new GenericData.EnumSymbol(schema, text));
        }
        return new Form(Schema.create(Schema.Type.STRING), text);
    }

    private Form number(String text) {
        Numeral numeral = Numeral.of(text);
        if (Math.abs(numeral.magnitude()) > 500) {
            throw new None();
        }
        BigDecimal exact = new BigDecimal(text);
        try {
            long whole = exact.longValueExact();
            switch (random.nextInt(4)) {
                case 0:
                    if (whole == (int) whole) {
                        return new Form(Schema.create(Schema.Type.INT), (int) whole);
                    }
                    break;
                case 1, 2:
                    return new Form(Schema.create(Schema.Type.LONG), whole);
                default:
            }
        } catch (ArithmeticException e) {
            // Not a whole number, or a large one.
        }
        double real = exact.doubleValue();
        if (random.nextBoolean()
                && Double.isFinite(real)
                && new BigDecimal(Double.toString(real)).compareTo(exact) == 0) {
            boolean small = (float) real == real;
            return small && random.nextBoolean()
                    ? new Form(Schema.create(Schema.Type.FLOAT), (float) real)
                    : new Form(Schema.create(Schema.Type.DOUBLE), real);
        }
        int scale = Math.max(0, exact.scale()) + random.nextInt(3);
        byte[] unscaled = exact.setScale(scale).unscaledValue().toByteArray();
        int size = unscaled.length + 1 + random.nextInt(3);
        byte[] padded = new byte[size];
        Arrays.fill(padded, (byte) (unscaled[0] < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, padded, size - unscaled.length, unscaled.length);
        int digits = Math.max(1, new BigDecimal(new java.math.BigInteger(unscaled)).precision());
        Schema schema = LogicalTypes.decimal(Math.max(digits, scale), scale)
                .addToSchema(Schema.createFixed(name(), null, null, size + scale));
        byte[] fixed = new byte[size + scale];
        Arrays.fill(fixed, (byte) (unscaled[0] < 0 ? -1 : 0));
        System.arraycopy(padded, 0, fixed, scale, size);
        return new Form(schema, new GenericData.Fixed(schema, fixed));
    }

    private Form object(Value.Obj object) {
        Map<String, Form> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, form(value)));
        if (types > 0 && random.nextInt(3) == 0) {
            Map<String, Object> data = new LinkedHashMap<>();
            members.forEach((name, form) -> data.put(name, form.datum()));
            return new Form(Schema.createMap(union(List.copyOf(members.values()))), data);
        }
        List<Schema.Field> fields = new ArrayList<>();
        List<Object> data = new ArrayList<>();
        String type = name();
        members.forEach((name, form) -> {
            boolean valid = name.matches("[A-Za-z_][A-Za-z0-9_]*");
            Schema.Field field = new Schema.Field(valid ? name : "field_" + fields.size() + "_", form.schema());
            if (!valid) {
                field.addProp(AvroSchemas.REAL_NAME, name);
            }
            fields.add(field);
            data.add(form.datum());
        });
        Schema schema = Schema.createRecord(type, null, "test", false, fields);
        GenericData.Record record = new GenericData.Record(schema);
        for (int i = 0; i < data.size(); i++) {
            record.put(i, data.get(i));
        }
        return new Form(schema, record);
    }

    private static Schema union(List<Form> forms) {
        List<Schema> branches = new ArrayList<>();
        for (Form form : forms) {
            List<Schema> more =
                    form.schema().getType() == Schema.Type.UNION ? form.schema().getTypes() : List.of(form.schema());
            for (Schema branch : more) {
                boolean known =
                        branches.stream().anyMatch(each -> each.getFullName().equals(branch.getFullName()));
                boolean container = branch.getType() == Schema.Type.ARRAY || branch.getType() == Schema.Type.MAP;
                if (known && container) {
                    throw new None();
                }
                if (!known) {
                    branches.add(branch);
                }
            }
        }
        return branches.isEmpty() ? Schema.create(Schema.Type.STRING) : Schema.createUnion(branches);
    }

    private String name() {
        return "T" + types++;
    }
}
