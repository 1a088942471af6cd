package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Walks the tree that DuckDB's parser made of a query and refuses everything that is not known to be harmless: statements,
 * table references, expressions, functions, types and even fields of the tree that are not on a list.
 */
final class SqlCheck {
    private static final Set<String> QUERIES = Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE");
    private static final Set<String> TABLES =
            Set.of("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT");
    private static final Set<String> MODIFIERS =
            Set.of("ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING");
    private static final Set<String> EXPRESSIONS = Set.of(
            "BETWEEN",
            "CASE",
            "CAST",
            "COLLATE",
            "COLUMN_REF",
            "COMPARISON",
            "CONJUNCTION",
            "CONSTANT",
            "FUNCTION",
            "LAMBDA",
            "OPERATOR",
            "POSITIONAL_REFERENCE",
            "STAR",
            "SUBQUERY",
            "TYPE",
            "WINDOW");

    private final SqlText sql;
    private final PortCatalog ports;
    private final Map<TableName, String> named = new LinkedHashMap<>();
    private final Growth growth = new Growth();

    private SqlCheck(SqlText sql, PortCatalog ports) {
        this.sql = sql;
        this.ports = ports;
    }

    /**
     * The tables that a query names, in order.
     *
     * @param tree what {@code json_serialize_sql} answers
     * @return each with its place in the SQL
     * @throws PolderException SQL_INVALID, SQL_UNKNOWN_NAME or SQL_FORBIDDEN
     */
    static Map<TableName, String> tables(SqlText sql, JsonNode tree, PortCatalog ports) {
        SqlCheck check = new SqlCheck(sql, ports);
        check.statements(tree);
        return check.named;
    }

    private void statements(JsonNode tree) {
        if (tree.path("error").asBoolean(true)) {
            String type = tree.path("error_type").asString("");
            if (!type.equals("parser")) {
                throw forbidden("Only SELECT may be run", "", "Send one SELECT");
            }
            throw new PolderException(
                    Code.SQL_INVALID,
                    DuckErrors.firstLine(tree.path("error_message").asString("The SQL cannot be parsed"))
                            + sql.place(tree.path("position").asLong(-1)),
                    "Correct the SQL; it is DuckDB's dialect, which is close to PostgreSQL's");
        }
        JsonNode statements = tree.path("statements");
        if (statements.isEmpty()) {
            throw new PolderException(Code.SQL_INVALID, "There is no statement in the SQL", "Send one SELECT");
        }
        if (statements.size() > 1) {
            throw forbidden("The SQL has " + statements.size() + " statements", "", "Send one SELECT at a time");
        }
        walk(statements.get(0), Set.of());
    }

    private void walk(JsonNode node, Set<String> scope) {
        if (node.isArray()) {
            node.forEach(child -> walk(child, scope));
        } else if (node.isObject()) {
            object(node, scope);
        }
    }

    private void object(JsonNode node, Set<String> scope) {
        for (String field : node.propertyNames()) {
            if (!SqlTree.FIELDS.contains(field)) {
                throw forbidden("The SQL uses something unknown here (" + field + ")", place(node), "Write it simpler");
            }
        }
        if (node.has("class")) {
            expression(node, scope);
        } else if (node.path("type").isString()) {
            String type = node.path("type").asString();
            if (QUERIES.contains(type)) {
                query(node, scope);
            } else if (TABLES.contains(type)) {
                table(node, scope);
            } else if (MODIFIERS.contains(type)) {
                children(node, scope);
            } else {
                throw forbidden(
                        SqlTree.describe(type) + " may not be used in a query", place(node), "Use a SELECT over ports");
            }
        } else {
            children(node, scope);
        }
    }

    private void children(JsonNode node, Set<String> scope) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            // A sample holds numbers only, with a type description of its own kind.
            if (!field.getKey().equals("sample") && !field.getKey().equals("cte_map")) {
                walk(field.getValue(), scope);
            }
        }
        if (node.has("named_param_map") && !node.path("named_param_map").isEmpty()) {
            throw noParameters("");
        }
    }

    /** A CTE sees those before it and, when it is recursive, itself in its second half; the body sees all. */
    private void query(JsonNode node, Set<String> outer) {
        Set<String> scope = new HashSet<>(outer);
        for (JsonNode entry : node.path("cte_map").path("map")) {
            String name = entry.path("key").asString();
            if (!TableName.isWord(name)) {
                throw forbidden("A WITH query is named by a word", "", "Name it with letters, digits and _");
            }
            JsonNode value = entry.path("value");
            fields(value);
            JsonNode body = value.path("query_node");
            if (body.path("type").asString().equals("RECURSIVE_CTE_NODE")) {
                recursive(body, scope, name);
            } else {
                walk(body, scope);
            }
            walk(value.path("key_targets"), scope);
            walk(value.path("payload_aggregates"), scope);
            scope.add(Allowed.fold(name));
        }
        children(node, scope);
    }

    private void recursive(JsonNode node, Set<String> outer, String name) {
        fields(node);
        if (!node.path("cte_map").path("map").isEmpty()) {
            throw forbidden("A recursive query may not hold a WITH of its own", "", "Put the WITH before it");
        }
        walk(node.path("left"), outer);
        Set<String> scope = new HashSet<>(outer);
        scope.add(Allowed.fold(name));
        walk(node.path("right"), scope);
        walk(node.path("modifiers"), scope);
        walk(node.path("key_targets"), scope);
    }

    private void fields(JsonNode node) {
        for (String field : node.propertyNames()) {
            if (!SqlTree.FIELDS.contains(field)) {
                throw forbidden("The SQL uses something unknown here (" + field + ")", "", "Write it simpler");
            }
        }
    }

    private void table(JsonNode node, Set<String> scope) {
        switch (node.path("type").asString()) {
            case "BASE_TABLE" -> baseTable(node, scope);
            case "TABLE_FUNCTION" -> {
                JsonNode function = node.path("function");
                String name = functionName(function);
                if (!Allowed.TABLE_FUNCTIONS.contains(Allowed.fold(name))) {
                    throw forbidden(
                            "The table function " + name + " may not be used in a query",
                            place(node),
                            "Read from ports, or from " + String.join(", ", sorted(Allowed.TABLE_FUNCTIONS)));
                }
                children(function, scope);
            }
            case "PIVOT" -> {
                for (JsonNode pivot : node.path("pivots")) {
                    if (!pivot.path("pivot_enum").asString("").isEmpty()) {
                        throw forbidden("PIVOT may not use an ENUM", place(node), "List the values of the pivot");
                    }
                }
                children(node, scope);
            }
            default -> children(node, scope);
        }
    }

    private void baseTable(JsonNode node, Set<String> scope) {
        List<String> path = path(node);
        if (!node.path("at_clause").isNull()) {
            throw forbidden("AT may not be used in a query", place(node), "Read the port as it is published now");
        }
        String text = String.join(".", path);
        if (path.size() == 1 && TableName.isWord(text) && scope.contains(Allowed.fold(text))) {
            return;
        }
        TableName name = TableName.of(path).orElseThrow(() -> unknownTable(text, place(node)));
        named.putIfAbsent(name, place(node));
    }

    /** A refusal of a name that no port has. */
    PolderException unknownTable(String name, String place) {
        return unknownTable(name, place, ports);
    }

    static PolderException unknownTable(String name, String place, PortCatalog ports) {
        return new PolderException(
                Code.SQL_UNKNOWN_NAME,
                "There is no port or WITH query named " + shortened(name) + place,
                Suggestions.remedy(name, ports.names(), "Name a port as domain.product.port"));
    }

    private void expression(JsonNode node, Set<String> scope) {
        String kind = node.path("class").asString();
        if (kind.equals("PARAMETER")) {
            throw noParameters(place(node));
        }
        if (!EXPRESSIONS.contains(kind)) {
            throw forbidden(
                    SqlTree.describe(kind) + " may not be used in a query", place(node), "Write it another way");
        }
        switch (kind) {
            case "FUNCTION", "WINDOW" -> function(node);
            case "OPERATOR" -> {
                String type = node.path("type").asString();
                if (!Allowed.OPERATORS.contains(Allowed.fold(type))) {
                    throw forbidden(
                            SqlTree.describe(type) + " may not be used in a query",
                            place(node),
                            "Write it another way");
                }
            }
            case "TYPE" -> type(node);
            case "COLUMN_REF" -> {
                JsonNode names = node.path("column_names");
                if (names.size() == 1
                        && Allowed.SESSION_WORDS.contains(
                                Allowed.fold(names.get(0).asString()))) {
                    throw forbidden(
                            names.get(0).asString() + " may not be used in a query",
                            place(node),
                            "Write a column of that name with its table: t."
                                    + names.get(0).asString());
                }
            }
            default -> {}
        }
        children(node, scope);
    }

    private void function(JsonNode node) {
        String name = functionName(node);
        if (!Allowed.FUNCTIONS.contains(Allowed.fold(name))) {
            throw forbidden(
                    "The function " + shortened(name) + " may not be used in a query",
                    place(node),
                    Suggestions.remedy(name, Allowed.FUNCTIONS, "Use another function"));
        }
        growth.check(Allowed.fold(name), node.path("arguments"), place(node));
        if (node.path("export_state").asBoolean(false)) {
            throw forbidden("EXPORT_STATE may not be used in a query", place(node), "Use the aggregate's result");
        }
    }

    private String functionName(JsonNode node) {
        List<String> path = path(node.path("qualified_name"));
        if (path.size() != 1
                || !path.get(0).equals(node.path("function_name").asString())
                || !node.path("schema").asString("").isEmpty()
                || !node.path("catalog").asString("").isEmpty()) {
            throw forbidden(
                    "The function " + shortened(String.join(".", path)) + " may not be used in a query",
                    place(node),
                    "Call functions by their plain name: f(x), not x.f()");
        }
        return path.get(0);
    }

    private void type(JsonNode node) {
        List<String> path = path(node.path("qualified_name"));
        if (path.size() != 1
                || !path.get(0).equals(node.path("type_name").asString())
                || !Allowed.TYPES.contains(Allowed.fold(path.get(0)))) {
            throw forbidden(
                    "The type " + shortened(String.join(".", path)) + " may not be used in a query",
                    place(node),
                    "Cast to a standard type");
        }
    }

    private static List<String> path(JsonNode holder) {
        List<String> parts = new ArrayList<>();
        JsonNode path = holder.has("path")
                ? holder.path("path")
                : holder.path("qualified_name").path("path");
        path.forEach(part -> parts.add(part.asString()));
        return parts;
    }

    private String place(JsonNode node) {
        JsonNode location = node.path("query_location");
        return location.isIntegralNumber() && location.canConvertToInt() ? sql.place(location.asInt()) : "";
    }

    private static PolderException noParameters(String place) {
        return forbidden("Parameters may not be used in a query", place, "Write the values into the SQL");
    }

    private static PolderException forbidden(String message, String place, String remedy) {
        return new PolderException(Code.SQL_FORBIDDEN, message + place, remedy);
    }

    private static String shortened(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "…";
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }
}
