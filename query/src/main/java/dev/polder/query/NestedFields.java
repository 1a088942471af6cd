package dev.polder.query;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Columns are matched by field id, but DuckDB matches the fields inside them by name. That is the same as long as no nested
 * field was renamed and no name was given to another field; where it is not, reading would give wrong values.
 */
final class NestedFields {
    private NestedFields() {}

    static void check(PortId port, Table table) {
        Map<String, Integer> now = new HashMap<>();
        collect(table.schema(), now);
        if (now.isEmpty()) {
            return;
        }
        Map<Integer, String> names = new HashMap<>();
        now.forEach((name, id) -> names.put(id, name));
        for (Schema schema : table.schemas().values()) {
            Map<String, Integer> then = new HashMap<>();
            collect(schema, then);
            then.forEach((name, id) -> {
                if (!names.getOrDefault(id, name).equals(name)
                        || !now.getOrDefault(name, id).equals(id)) {
                    throw new PolderException(
                            Code.FEATURE_UNSUPPORTED,
                            "A field inside a column of " + port
                                    + " was renamed or replaced, which queries cannot follow yet",
                            "Read it with Spark through the Iceberg catalog at /iceberg");
                }
            });
        }
    }

    private static void collect(Schema schema, Map<String, Integer> found) {
        for (Types.NestedField column : schema.columns()) {
            // The column itself may be renamed, so its id stands for it.
            collect(column.type(), Integer.toString(column.fieldId()), found);
        }
    }

    private static void collect(Type type, String path, Map<String, Integer> found) {
        if (!type.isNestedType()) {
            return;
        }
        for (Types.NestedField field : type.asNestedType().fields()) {
            String name = path + "." + field.name();
            found.put(name, field.fieldId());
            collect(field.type(), name, found);
        }
    }
}
