package dev.polder.core.contract;

/** Types in the words of messages. */
final class TypeWords {
    private TypeWords() {}

    static String of(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return "decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? "timestamp with time zone" : "timestamp without time zone";
        }
        if (type instanceof DataType.ListOf list) {
            return "array of " + of(list.element());
        }
        if (type instanceof DataType.MapOf map) {
            return "map of " + of(map.value());
        }
        if (type instanceof DataType.Int32) {
            return "integer of 32 bits";
        }
        if (type instanceof DataType.Int64) {
            return "integer of 64 bits";
        }
        if (type instanceof DataType.Float64) {
            return "floating-point number";
        }
        if (type instanceof DataType.TimeOfDay) {
            return "time of day";
        }
        return type instanceof DataType.Text ? "text" : type.logicalType();
    }
}
