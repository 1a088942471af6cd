package dev.polder.query;

import dev.polder.core.access.Mask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A column with the masks on it and on the fields inside it. Lists have no name of their own in a path: in {@code lines.price} there
 * may be a list of lines. A path that leads nowhere, or into a map, hides the whole column.
 */
final class MaskedColumn {
    private final MaskKey key;

    MaskedColumn(MaskKey key) {
        this.key = key;
    }

    /** Nothing is repeated that is not masked: an empty map gives the column itself. */
    MaskedValue of(Types.NestedField column, Map<String, Mask> masks) {
        Map<String, Mask> own = below(masks, column.name());
        String name = DuckTypes.identifier(column.name());
        return known(column.type(), own) ? value(name, column.type(), own, 0) : MaskedValue.nothing(column.type());
    }

    private MaskedValue value(String value, Type type, Map<String, Mask> masks, int depth) {
        if (masks.isEmpty()) {
            return new MaskedValue(value, DuckTypes.of(type));
        }
        if (masks.containsKey("")) {
            return MaskedValue.of(masks.get(""), value, type, key);
        }
        return type.isListType()
                ? list(value, type.asListType(), masks, depth)
                : struct(value, type.asStructType().fields(), masks, depth);
    }

    private MaskedValue list(String value, Types.ListType type, Map<String, Mask> masks, int depth) {
        String element = "x" + depth;
        MaskedValue masked = value(element, type.elementType(), masks, depth + 1);
        return new MaskedValue(
                "list_transform(" + value + ", lambda " + element + ": " + masked.sql() + ")", masked.type() + "[]");
    }

    private MaskedValue struct(String value, List<Types.NestedField> fields, Map<String, Mask> masks, int depth) {
        Map<String, MaskedValue> members = new LinkedHashMap<>();
        for (Types.NestedField field : fields) {
            String member = "struct_extract(" + value + ", " + DuckTypes.literal(field.name()) + ")";
            members.put(
                    DuckTypes.identifier(field.name()), value(member, field.type(), below(masks, field.name()), depth));
        }
        String packed = members.entrySet().stream()
                .map(member -> member.getKey() + " := " + member.getValue().sql())
                .collect(Collectors.joining(", "));
        String type = members.entrySet().stream()
                .map(member -> member.getKey() + " " + member.getValue().type())
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
        return new MaskedValue("CASE WHEN " + value + " IS NOT NULL THEN struct_pack(" + packed + ") END", type);
    }

    /** Whether every path leads to something that can be masked by itself. */
    private static boolean known(Type type, Map<String, Mask> masks) {
        if (masks.isEmpty() || masks.containsKey("")) {
            return true;
        }
        if (type.isListType()) {
            return known(type.asListType().elementType(), masks);
        }
        if (!type.isStructType()) {
            return false;
        }
        List<Types.NestedField> fields = type.asStructType().fields();
        return masks.keySet().stream().allMatch(path -> fields.stream().anyMatch(field -> leads(path, field.name())))
                && fields.stream().allMatch(field -> known(field.type(), below(masks, field.name())));
    }

    private static Map<String, Mask> below(Map<String, Mask> masks, String name) {
        Map<String, Mask> below = new LinkedHashMap<>();
        masks.forEach((path, mask) -> {
            if (leads(path, name)) {
                below.put(path.length() == name.length() ? "" : path.substring(name.length() + 1), mask);
            }
        });
        return below;
    }

    private static boolean leads(String path, String name) {
        String folded = path.toLowerCase(Locale.ROOT);
        String start = name.toLowerCase(Locale.ROOT);
        return folded.equals(start) || folded.startsWith(start + ".");
    }
}
