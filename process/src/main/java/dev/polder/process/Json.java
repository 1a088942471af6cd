package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads JSON trees field by field: Spark ships Jackson without the module for {@link Optional}. */
final class Json {
    static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    /** The text of a field that must be there. */
    static String text(JsonNode node, String field) {
        return optionalText(node, field).orElseThrow(() -> missing(field));
    }

    static Optional<String> optionalText(JsonNode node, String field) {
        return present(node, field).map(JsonNode::asText);
    }

    static Optional<Long> optionalLong(JsonNode node, String field) {
        return present(node, field).map(value -> {
            if (!value.isIntegralNumber()) {
                throw new IllegalArgumentException("'" + field + "' is not a whole number: " + value);
            }
            return value.longValue();
        });
    }

    static boolean flag(JsonNode node, String field) {
        return node.path(field).asBoolean(false);
    }

    static Optional<JsonNode> present(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> element) {
        List<T> elements = new ArrayList<>();
        node.path(field).forEach(value -> elements.add(element.apply(value)));
        return List.copyOf(elements);
    }

    static Map<String, String> texts(JsonNode node, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.path(field)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static IllegalArgumentException missing(String field) {
        return new IllegalArgumentException("'" + field + "' is missing");
    }
}
