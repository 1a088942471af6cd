package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg's types in DuckDB's spelling, and quoting for its SQL. */
final class DuckTypes {
    private DuckTypes() {}

    static String of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
            case STRING -> "VARCHAR";
            case UUID -> "UUID";
            case FIXED, BINARY -> "BLOB";
            case DECIMAL ->
                "DECIMAL(" + ((Types.DecimalType) type).precision() + "," + ((Types.DecimalType) type).scale() + ")";
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(field -> identifier(field.name()) + " " + of(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case LIST -> of(type.asListType().elementType()) + "[]";
            case MAP ->
                "MAP(" + of(type.asMapType().keyType()) + ", "
                        + of(type.asMapType().valueType()) + ")";
            default ->
                throw new PolderException(
                        Code.FEATURE_UNSUPPORTED,
                        "Queries cannot read columns of type " + type + " yet",
                        "Leave the column out of the port, or store it as another type");
        };
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
