package dev.polder.core.document;

import dev.polder.core.problem.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where something stands in a document, and where its fields do, so that a finding can point at the one field that is wrong.
 *
 * @param start where it begins
 * @param fields field → where its value stands
 */
public record Places(Position start, Map<String, Position> fields) {
    public Places {
        Objects.requireNonNull(start);
        fields = Map.copyOf(fields);
    }

    public static Places of(Node node) {
        Map<String, Position> fields = new HashMap<>();
        if (node instanceof Node.Mapping mapping) {
            mapping.entries().forEach((field, value) -> fields.put(field, value.position()));
        }
        return new Places(node.position(), fields);
    }

    /** Where a field's value stands; where the whole begins when it has no such field. */
    public Position of(String field) {
        return fields.getOrDefault(field, start);
    }
}
