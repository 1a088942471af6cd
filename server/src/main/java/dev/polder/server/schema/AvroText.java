package dev.polder.server.schema;

import dev.polder.server.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Avro schemas as clients write them. */
final class AvroText {
    /** What generated code adds and what is only for people: none of it changes a byte of a record. */
    private static final Set<String> ASIDE =
            Set.of("doc", "aliases", "avro.java.string", "java-class", "java-element-class", "java-key-class");
    /** Below these stand values, not schemas. */
    private static final Set<String> VALUES = Set.of("default", "symbols");

    private AvroText() {}

    /**
     * @throws RegistryRefusal 42201 when the text is no Avro schema
     */
    static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException | StackOverflowError e) {
            throw new RegistryRefusal(
                    RegistryRefusal.Kind.INVALID_SCHEMA, "The schema is no Avro schema: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(String message) {
        String line = message == null
                ? "it cannot be parsed"
                : message.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    /** Whether two schemas are the same but for words and what generated code adds to them. */
    static boolean same(Schema one, Schema other) {
        return one.equals(other) || plain(one).equals(plain(other));
    }

    private static Schema plain(Schema schema) {
        try {
            JsonNode tree = Json.mapper().readTree(schema.toString());
            strip(tree);
            return new Schema.Parser().parse(tree.toString());
        } catch (JacksonException | AvroRuntimeException e) {
            return schema;
        }
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(ASIDE);
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                if (!VALUES.contains(member.getKey())) {
                    strip(member.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(AvroText::strip);
        }
    }

    /** Why one cannot read what the other wrote, in either direction; empty when both can. */
    static List<String> obstacles(Schema one, Schema other) {
        List<String> obstacles = new ArrayList<>(obstacles(one, other, "the new schema", "the earlier one"));
        obstacles.addAll(obstacles(other, one, "the earlier schema", "the new one"));
        return obstacles;
    }

    private static List<String> obstacles(Schema reader, Schema writer, String reads, String writes) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
            return List.of();
        }
        return result.getIncompatibilities().stream()
                .map(found -> reads + " cannot read what " + writes + " writes: " + words(found))
                .toList();
    }

    private static String words(Incompatibility found) {
        return "{errorType:'" + found.getType() + "', description:'" + found.getMessage() + "', path:'"
                + found.getLocation() + "'}";
    }
}
