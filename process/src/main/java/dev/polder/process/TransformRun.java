package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One execution of a transform.
 *
 * @param id never given out for another run
 * @param port the output port, {@code customers.customer-360.customer-360.v1}
 * @param table the output table
 * @param sql one SELECT that names the inputs
 */
record TransformRun(
        String id, String transform, String port, TableName table, String sql, List<Input> inputs, List<Rule> rules) {
    /**
     * An input, pinned to a snapshot.
     *
     * @param name what the SQL calls it
     * @param snapshotId empty when the table held nothing yet
     * @param columns the only ones that there are; empty for all
     * @param nulls columns of which nothing is shown
     */
    record Input(
            String name, TableName table, Optional<Long> snapshotId, Optional<Set<String>> columns, Set<String> nulls) {
        Input(String name, TableName table, Optional<Long> snapshotId) {
            this(name, table, snapshotId, Optional.empty(), Set.of());
        }

        Input {
            columns = columns.map(Set::copyOf);
            nulls = Set.copyOf(nulls);
            Objects.requireNonNull(name);
            Objects.requireNonNull(table);
            Objects.requireNonNull(snapshotId);
        }

        static Input from(JsonNode node) {
            return new Input(
                    Json.text(node, "name"),
                    TableName.from(node),
                    Json.optionalLong(node, "snapshotId").filter(id -> id > 0),
                    node.path("columns").isArray() ? Optional.of(names(node, "columns")) : Optional.empty(),
                    names(node, "nulls"));
        }

        private static Set<String> names(JsonNode node, String field) {
            Set<String> names = new HashSet<>();
            node.path(field).forEach(name -> names.add(name.asText()));
            return names;
        }
    }

    TransformRun {
        Objects.requireNonNull(id);
        Objects.requireNonNull(transform);
        Objects.requireNonNull(port);
        Objects.requireNonNull(table);
        Objects.requireNonNull(sql);
        inputs = List.copyOf(inputs);
        rules = List.copyOf(rules);
    }

    static TransformRun from(JsonNode node) {
        return new TransformRun(
                Json.text(node, "id"),
                Json.text(node, "transform"),
                Json.text(node, "port"),
                TableName.from(node),
                Json.text(node, "sql"),
                Json.list(node, "inputs", Input::from),
                Json.list(node, "rules", Rule::from));
    }
}
