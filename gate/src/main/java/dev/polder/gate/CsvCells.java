package dev.polder.gate;

import dev.polder.core.contract.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of CSV cells what the same record would be in JSON, so that one set of checks judges both: a cell of a number column that
 * is a JSON number becomes one, true and false in any case become booleans, cells of objects and arrays hold JSON.
 */
final class CsvCells {
    private final List<DataType.Field> fields;
    private final JsonText json;

    CsvCells(DataType.Struct type, JsonText json) {
        this.fields = type.fields();
        this.json = json;
    }

    Optional<Value> value(RawRecord.Csv record, Refusals refusals) {
        Map<String, Value> members = new LinkedHashMap<>();
        for (int i = 0; i < record.cells().size(); i++) {
            DataType.Field field = fields.get(record.columns().get(i));
            Optional<Value> value = value(record.cells().get(i), field, refusals);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            members.put(field.name(), value.get());
        }
        return Optional.of(new Value.Obj(members));
    }

    private Optional<Value> value(RawRecord.Cell cell, DataType.Field field, Refusals refusals) {
        DataType type = field.type();
        String text = cell.text();
        if (text.isEmpty() && !(cell.quoted() && type instanceof DataType.Text)) {
            return Optional.of(Value.Null.NULL);
        }
        if (type instanceof DataType.Bool) {
            boolean isTrue = text.equalsIgnoreCase("true");
            return Optional.of(isTrue || text.equalsIgnoreCase("false") ? new Value.Bool(isTrue) : new Value.Str(text));
        }
        if (type instanceof DataType.Int32
                || type instanceof DataType.Int64
                || type instanceof DataType.Float64
                || type instanceof DataType.Decimal) {
            return Optional.of(Numeral.isNumeral(text) ? new Value.Num(text) : new Value.Str(text));
        }
        if (type instanceof DataType.Struct || type instanceof DataType.ListOf || type instanceof DataType.MapOf) {
            return json.parse(text, Where.ROOT.member(field.name(), true), refusals);
        }
        return Optional.of(new Value.Str(text));
    }
}
