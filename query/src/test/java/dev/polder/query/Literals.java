package dev.polder.query;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Java's values as DuckDB's literals, and rows as a SELECT. */
final class Literals {
    private Literals() {}

    /** @param columns name and type of each */
    static String select(List<Map.Entry<String, String>> columns, List<Map<String, Object>> rows) {
        String casts = columns.stream()
                .map(column -> "CAST(" + DuckTypes.identifier(column.getKey()) + " AS " + column.getValue() + ") AS "
                        + DuckTypes.identifier(column.getKey()))
                .collect(Collectors.joining(", "));
        if (rows.isEmpty()) {
            return columns.stream()
                    .map(column ->
                            "CAST(NULL AS " + column.getValue() + ") AS " + DuckTypes.identifier(column.getKey()))
                    .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
        }
        return "SELECT " + casts + " FROM (VALUES "
                + rows.stream()
                        .map(row -> columns.stream()
                                .map(column -> of(row.get(column.getKey()), column.getValue()))
                                .collect(Collectors.joining(", ", "(", ")")))
                        .collect(Collectors.joining(", "))
                + ") AS t("
                + columns.stream()
                        .map(column -> DuckTypes.identifier(column.getKey()))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static String of(Object value, String type) {
        return "CAST(" + plain(value) + " AS " + type + ")";
    }

    private static String plain(Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof String text) {
            return DuckTypes.literal(text);
        }
        if (value instanceof LocalDate || value instanceof Double) {
            return "'" + value + "'";
        }
        if (value instanceof LocalDateTime time) {
            return "'" + time + "'";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Literals::plain).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> DuckTypes.literal((String) entry.getKey()) + ": " + plain(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }
}
