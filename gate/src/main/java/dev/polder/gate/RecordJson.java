package dev.polder.gate;

import dev.polder.core.contract.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.io.schubfach.DoubleToDecimal;

/**
 * Writes an accepted record as JSON, always the same way: members in the contract's order and without those that are null, no white
 * space, decimals with all digits of their scale, dates and times in ISO-8601 whatever the contract's {@code format}.
 */
final class RecordJson {
    private final AvroInput in;
    private final StringBuilder json = new StringBuilder();

    private RecordJson(AvroInput in) {
        this.in = in;
    }

    /**
     * @param avro a record as the gate wrote it
     * @param check of the contract
     */
    static byte[] of(byte[] avro, int from, int to, DataType.Struct type, StructCheck check) {
        RecordJson writer = new RecordJson(new AvroInput(avro, from, to));
        writer.object(type, check);
        return writer.json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void object(DataType.Struct type, StructCheck check) {
        json.append('{');
        boolean first = true;
        List<DataType.Field> fields = type.fields();
        for (int i = 0; i < fields.size(); i++) {
            DataType.Field field = fields.get(i);
            if (!field.required() && in.number() == 0) {
                continue;
            }
            if (check.keepsIn(i)) {
                first = kept(first);
                continue;
            }
            json.append(first ? "" : ",");
            first = false;
            JsonString.append(field.name(), json);
            json.append(':');
            value(field.type(), check.slots().get(i).check());
        }
        json.append('}');
    }

    /** Fields that the contract does not have, each JSON already. */
    private boolean kept(boolean first) {
        boolean none = first;
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                json.append(none ? "" : ",");
                none = false;
                JsonString.append(text(), json);
                json.append(':').append(text());
            }
        }
        return none;
    }

    private void value(DataType type, Check check) {
        if (type instanceof DataType.Struct struct) {
            object(struct, (StructCheck) check);
        } else if (type instanceof DataType.ListOf list) {
            list(list, ((ListCheck) check).item());
        } else if (type instanceof DataType.MapOf map) {
            map(map, ((MapCheck) check).value());
        } else if (type instanceof DataType.Bool) {
            json.append(in.bool());
        } else if (type instanceof DataType.Int32 || type instanceof DataType.Int64) {
            json.append(in.number());
        } else if (type instanceof DataType.Float64) {
            json.append(CanonicalJson.text(new Value.Num(DoubleToDecimal.toString(in.real64()))));
        } else if (type instanceof DataType.Decimal decimal) {
            int length = in.length();
            BigInteger unscaled = new BigInteger(in.bytes(), in.skip(length), length);
            json.append(new BigDecimal(unscaled, decimal.scale()).toPlainString());
        } else if (type instanceof DataType.Date || type instanceof DataType.Timestamp) {
            json.append('"').append(TemporalCheck.iso(type, in.number())).append('"');
        } else {
            JsonString.append(text(), json);
        }
    }

    private void list(DataType.ListOf list, Slot item) {
        json.append('[');
        boolean first = true;
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                json.append(first ? "" : ",");
                first = false;
                inner(list.element(), list.elementRequired(), item);
            }
        }
        json.append(']');
    }

    private void map(DataType.MapOf map, Slot value) {
        json.append('{');
        boolean first = true;
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                json.append(first ? "" : ",");
                first = false;
                JsonString.append(text(), json);
                json.append(':');
                inner(map.value(), map.valueRequired(), value);
            }
        }
        json.append('}');
    }

    private void inner(DataType type, boolean required, Slot slot) {
        if (!required && in.number() == 0) {
            json.append("null");
        } else {
            value(type, slot.check());
        }
    }

    private String text() {
        int length = in.length();
        return AvroValues.text(in.bytes(), in.skip(length), length);
    }
}
