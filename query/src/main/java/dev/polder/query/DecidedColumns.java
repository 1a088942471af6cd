package dev.polder.query;

import dev.polder.core.contract.DataType;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which of a table's columns a decision was about. A table may hold others: of a contract that has just changed, or that once had more.
 * Nobody has decided who may see those.
 */
public final class DecidedColumns {
    private DecidedColumns() {}

    /** Whether a decision about these records is one about all that there is in a column. */
    public static boolean hold(DataType.Struct records, Types.NestedField column) {
        return records.fields().stream()
                .anyMatch(field -> field.name().equals(column.name()) && hold(field.type(), column.type()));
    }

    private static boolean hold(DataType known, Type type) {
        if (type.isStructType()) {
            return known instanceof DataType.Struct struct
                    && type.asStructType().fields().stream().allMatch(field -> hold(struct, field));
        }
        if (type.isListType()) {
            return known instanceof DataType.ListOf list
                    && hold(list.element(), type.asListType().elementType());
        }
        if (type.isMapType()) {
            return known instanceof DataType.MapOf map
                    && hold(map.value(), type.asMapType().valueType());
        }
        return true;
    }
}
