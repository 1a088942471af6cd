package dev.polder.query;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Whether DuckDB may push what a query asks for below a row filter. A condition that fails for a value (a cast, a sum) would tell of
 * rows that the reader may not see, so this is so only of queries without conditions, and of those whose conditions cannot fail:
 * plain comparisons of columns. Whoever is not known to be harmless is not; the query then pays with a scan of all rows.
 */
final class Harmless {
    private static final Set<String> CONDITIONS = Set.of("where_clause", "having", "qualify", "condition");
    private static final Set<String> NODES = Set.of("SELECT_NODE", "BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY");
    private static final Set<String> JOINS = Set.of("REGULAR", "CROSS");
    private static final Set<String> AGGREGATES =
            Set.of("count", "count_star", "sum", "avg", "min", "max", "any_value", "stddev", "median", "list");
    private static final Set<String> LIKES = Set.of("~~", "!~~", "~~*", "!~~*", "starts_with", "contains");
    private static final Set<String> TEXTS = Set.of("lower", "upper", "trim");
    private static final Set<String> CHECKS = Set.of("operator_not", "operator_is_null", "operator_is_not_null");
    private static final Pattern SMALL = Pattern.compile("-?\\d{1,9}(\\.\\d{1,4})?");
    private static final Pattern SHORT_DECIMAL = Pattern.compile("DECIMAL\\((\\d|1[0-8]),\\d+\\)");
    private static final String BOOL = "BOOLEAN";
    private static final String TEXT = "VARCHAR";

    /** Thrown at the first part that is not known to be harmless. */
    private static final class Unknown extends RuntimeException {
        Unknown() {
            super("not known", null, false, false);
        }
    }

    private final Map<String, String> types = new HashMap<>();

    private Harmless(Collection<List<Column>> ports) {
        Set<String> unclear = new HashSet<>();
        for (List<Column> columns : ports) {
            for (Column column : columns) {
                String other = types.putIfAbsent(Allowed.fold(column.name()), column.type());
                if (other != null && !other.equals(column.type())) {
                    unclear.add(Allowed.fold(column.name()));
                }
            }
        }
        unclear.forEach(name -> types.put(name, "?"));
    }

    /**
     * @param tree of a query that {@link SqlCheck} has accepted
     * @param ports the columns of each port that it names
     */
    static boolean is(JsonNode tree, Collection<List<Column>> ports) {
        JsonNode query = tree.path("statements").path(0).path("node");
        if (isWithoutConditions(query)) {
            return true;
        }
        try {
            new Harmless(ports).query(query, true);
            return true;
        } catch (Unknown e) {
            return false;
        }
    }

    private static boolean isWithoutConditions(JsonNode node) {
        String type = node.path("type").asString("");
        if (node.path("class").asString("").equals("SUBQUERY") || type.equals("PIVOT")) {
            return false;
        }
        if (type.equals("JOIN")
                && (!node.path("using_columns").isEmpty()
                        || !JOINS.contains(node.path("ref_type").asString("")))) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (CONDITIONS.contains(field.getKey()) && !field.getValue().isNull()) {
                return false;
            }
            if (!isWithoutConditions(field.getValue())) {
                return false;
            }
        }
        for (JsonNode child : node) {
            if (node.isArray() && !isWithoutConditions(child)) {
                return false;
            }
        }
        return true;
    }

    /** @param last whether nothing stands around the query that could make conditions of what it selects */
    private void query(JsonNode node, boolean last) {
        require(node.path("type").asString("").equals("SELECT_NODE"));
        for (JsonNode entry : node.path("cte_map").path("map")) {
            JsonNode with = entry.path("value");
            require(with.path("aliases").isEmpty()
                    && with.path("key_targets").isEmpty()
                    && with.path("payload_aggregates").isEmpty());
            query(
                    with.path("query_node").path("node").isObject()
                            ? with.path("query_node").path("node")
                            : with.path("query_node"),
                    false);
        }
        for (JsonNode selected : node.path("select_list")) {
            String alias = Allowed.fold(selected.path("alias").asString(""));
            require(alias.isEmpty() || !types.containsKey(alias));
            if (!last) {
                computed(selected);
            }
        }
        table(node.path("from_table"));
        condition(node.path("where_clause"));
        condition(node.path("having"));
        condition(node.path("qualify"));
    }

    private void table(JsonNode node) {
        if (!node.isObject()) {
            return;
        }
        String type = node.path("type").asString("");
        require(NODES.contains(type)
                && node.path("sample").isNull()
                && node.path("column_name_alias").isEmpty());
        if (type.equals("SUBQUERY")) {
            query(node.path("subquery").path("node"), false);
        } else if (type.equals("JOIN")) {
            require(JOINS.contains(node.path("ref_type").asString("")));
            for (JsonNode column : node.path("using_columns")) {
                type(Allowed.fold(column.asString()));
            }
            table(node.path("left"));
            table(node.path("right"));
            condition(node.path("condition"));
        }
    }

    private void condition(JsonNode node) {
        if (!node.isNull() && !node.isMissingNode()) {
            require(computed(node).equals(BOOL));
        }
    }

    /** What becomes part of a condition further out, with its type; empty for a type that allows nothing but to be passed on. */
    private String computed(JsonNode node) {
        return switch (node.path("class").asString("")) {
            case "COLUMN_REF" -> column(node);
            case "STAR" -> passed(node.path("replace_list").isEmpty());
            case "WINDOW" -> "";
            case "CONJUNCTION" -> conditions(node.path("children"));
            case "COMPARISON" -> compared(node.path("left"), List.of(node.path("right")));
            case "BETWEEN" -> compared(node.path("input"), List.of(node.path("lower"), node.path("upper")));
            case "OPERATOR" -> operator(node);
            case "FUNCTION" -> function(node);
            default -> throw new Unknown();
        };
    }

    private static String passed(boolean known) {
        require(known);
        return "";
    }

    private String conditions(JsonNode children) {
        children.forEach(this::condition);
        return BOOL;
    }

    private String operator(JsonNode node) {
        String type = Allowed.fold(node.path("type").asString(""));
        JsonNode children = node.path("children");
        if (type.equals("compare_in") || type.equals("compare_not_in")) {
            return compared(children.path(0), children.valueStream().skip(1).toList());
        }
        require(CHECKS.contains(type));
        String of = computed(children.path(0));
        require(!type.equals("operator_not") || of.equals(BOOL));
        return BOOL;
    }

    private String function(JsonNode node) {
        String name = Allowed.fold(node.path("function_name").asString(""));
        if (AGGREGATES.contains(name)) {
            // Computed above all row filters, and so is whatever is asked of its result.
            return "";
        }
        JsonNode arguments = node.path("arguments");
        String of = computed(arguments.path(0).path("expression"));
        if (LIKES.contains(name)) {
            compared(of, arguments.path(1).path("expression"));
            require(of.equals(TEXT));
            return BOOL;
        }
        require(TEXTS.contains(name) && arguments.size() == 1 && of.equals(TEXT));
        return TEXT;
    }

    private String compared(JsonNode one, List<JsonNode> others) {
        boolean reversed = one.path("class").asString("").equals("CONSTANT") && others.size() == 1;
        JsonNode first = reversed ? others.get(0) : one;
        String type = computed(first);
        (reversed ? List.of(one) : others).forEach(other -> compared(type, other));
        return BOOL;
    }

    private void compared(String type, JsonNode other) {
        String kind = other.path("class").asString("");
        if (kind.equals("CONSTANT")) {
            require(fits(type, other.path("literal")));
        } else if (kind.equals("CAST")) {
            JsonNode child = other.path("child");
            String target =
                    Allowed.fold(other.path("type_expr").path("type_name").asString(""));
            require(child.path("class").asString("").equals("CONSTANT")
                    && target.equals(Allowed.fold(type))
                    && fits(type, child.path("literal")));
        } else {
            require(!type.isEmpty() && computed(other).equals(type));
        }
    }

    private static boolean fits(String type, JsonNode literal) {
        String kind = literal.path("kind").asString("");
        String text = literal.path("text").asString("");
        boolean number = (kind.equals("INTEGER") || kind.equals("NUMERIC"))
                && SMALL.matcher(text).matches();
        return switch (type) {
            case TEXT -> kind.equals("STRING");
            case "INTEGER", "BIGINT", "DOUBLE" -> number;
            // Of an aggregate, whose conditions stand above every filter.
            case "" -> true;
            case "DATE" -> kind.equals("STRING") && isDate(text);
            case "TIMESTAMP" -> kind.equals("STRING") && isTime(text);
            default -> number && SHORT_DECIMAL.matcher(type).matches();
        };
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            return text.length() > 10
                    && LocalDateTime.parse(text.replace(' ', 'T')).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private String column(JsonNode node) {
        JsonNode path = node.path("column_names");
        for (int i = 0; i < path.size() - 1; i++) {
            // A field of a column, then, and not a column of a table.
            require(!types.containsKey(Allowed.fold(path.path(i).asString())));
        }
        return type(Allowed.fold(path.path(path.size() - 1).asString()));
    }

    private String type(String column) {
        return Optional.ofNullable(types.get(column))
                .filter(type -> !type.equals("?"))
                .orElseThrow(Unknown::new);
    }

    private static void require(boolean known) {
        if (!known) {
            throw new Unknown();
        }
    }
}
