package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
     */
    record Input(String name, TableName table, Optional<Long> snapshotId) {
        Input {
            Objects.requireNonNull(name);
            Objects.requireNonNull(table);
            Objects.requireNonNull(snapshotId);
        }

        static Input from(JsonNode node) {
            return new Input(
                    Json.text(node, "name"),
                    TableName.from(node),
                    Json.optionalLong(node, "snapshotId").filter(id -> id > 0));
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
