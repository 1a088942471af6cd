package dev.polder.core.document.schema;

import dev.polder.core.document.Node;
import dev.polder.core.document.schema.Schema.Keyword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a JSON schema, read as a node tree, into a {@link Schema}. */
final class SchemaCompiler {
    /** Keywords that describe and do not judge, or that belong to another keyword. */
    private static final Set<String> SILENT = Set.of(
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "then",
            "else");

    private final Node.Mapping root;
    private final Map<String, Schema> references = new HashMap<>();

    private SchemaCompiler(Node.Mapping root) {
        this.root = root;
    }

    /**
     * @throws IllegalArgumentException when the schema uses a keyword that this evaluator does not know; our own schemas are tested
     *     not to
     */
    static Schema compile(Node root) {
        return new SchemaCompiler((Node.Mapping) root).reference("#");
    }

    private Schema reference(String reference) {
        Schema known = references.get(reference);
        if (known != null) {
            return known;
        }
        Schema schema = new Schema();
        references.put(reference, schema);
        schema.keywords(keywords(resolve(reference)));
        return schema;
    }

    private Node resolve(String reference) {
        if (!reference.startsWith("#")) {
            throw new IllegalArgumentException("only references inside the schema are known: " + reference);
        }
        Node node = root;
        for (String step : reference.substring(1).split("/")) {
            if (!step.isEmpty()) {
                node = ((Node.Mapping) node).entries().get(step);
            }
        }
        return node;
    }

    private Schema schema(Node node) {
        Schema schema = new Schema();
        schema.keywords(keywords(node));
        return schema;
    }

    private List<Keyword> keywords(Node node) {
        if (node instanceof Node.Bool bool) {
            return bool.value() ? List.of() : List.of(ValueKeywords.nothing());
        }
        Node.Mapping schema = (Node.Mapping) node;
        List<Keyword> keywords = new ArrayList<>();
        Optional<Keyword> last = Optional.empty();
        for (Map.Entry<String, Node> entry : schema.entries().entrySet()) {
            if (entry.getKey().equals("unevaluatedProperties")) {
                // It asks what all others have looked at.
                last = Optional.of(StructureKeywords.unevaluated(schema(entry.getValue())));
            } else if (!SILENT.contains(entry.getKey())) {
                keywords.add(keyword(entry.getKey(), entry.getValue(), schema));
            }
        }
        last.ifPresent(keywords::add);
        return keywords;
    }

    private Keyword keyword(String name, Node value, Node.Mapping schema) {
        return switch (name) {
            case "$ref" -> StructureKeywords.reference(reference(text(value)));
            case "type" -> ValueKeywords.type(value instanceof Node.Sequence ? texts(value) : List.of(text(value)));
            case "enum" -> ValueKeywords.enumeration(((Node.Sequence) value).items());
            case "const" -> ValueKeywords.enumeration(List.of(value));
            case "pattern" ->
                ValueKeywords.pattern(text(value), schema.find("description").map(SchemaCompiler::text));
            case "format" -> ValueKeywords.format(text(value));
            case "minimum" -> ValueKeywords.bound(((Node.Number) value).value(), true);
            case "exclusiveMinimum" -> ValueKeywords.bound(((Node.Number) value).value(), false);
            case "minItems" ->
                ValueKeywords.minItems(((Node.Number) value).value().intValueExact());
            case "maxItems" ->
                ValueKeywords.maxItems(((Node.Number) value).value().intValueExact());
            case "uniqueItems" -> ValueKeywords.uniqueItems();
            case "required" -> StructureKeywords.required(texts(value));
            case "properties" -> StructureKeywords.properties(schemasByName(value));
            case "additionalProperties" ->
                StructureKeywords.additional(
                        schema.find("properties").map(this::names).orElse(Set.of()), schema(value));
            case "items" -> StructureKeywords.items(schema(value));
            case "allOf" -> StructureKeywords.allOf(schemas(value));
            case "anyOf" -> Alternatives.anyOf(schemas(value));
            case "oneOf" -> Alternatives.oneOf(schemas(value));
            case "not" -> StructureKeywords.not(schema(value), requiredNames(value));
            case "if" -> condition((Node.Mapping) value, schema);
            default ->
                throw new IllegalArgumentException("unknown JSON Schema keyword " + name + " at " + value.position());
        };
    }

    /**
     * {@code if}, {@code then}, {@code else}. A condition on a field's value also holds when the field is absent, unless it
     * requires the field. ODCS 3.2.0 forgets to, and so would demand {@code map} of every property without {@code logicalType}:
     * what such a condition concludes from nothing may describe fields, but demands none.
     */
    private Keyword condition(Node.Mapping condition, Node.Mapping schema) {
        Optional<Node> consequence = schema.find("then");
        return StructureKeywords.condition(
                schema(condition),
                testedNames(condition),
                consequence.map(this::schema),
                consequence.map(SchemaCompiler::withoutRequired).map(this::schema),
                schema.find("else").map(this::schema));
    }

    /** The fields whose absence makes a condition hold for nothing. */
    private Set<String> testedNames(Node.Mapping condition) {
        return condition.find("required").isPresent()
                ? Set.of()
                : condition.find("properties").map(this::names).orElse(Set.of());
    }

    private static Node withoutRequired(Node consequence) {
        if (consequence instanceof Node.Mapping mapping
                && mapping.find("required").isPresent()) {
            Map<String, Node> rest = new LinkedHashMap<>(mapping.entries());
            rest.remove("required");
            return new Node.Mapping(mapping.position(), rest, mapping.keys());
        }
        return consequence;
    }

    private List<String> requiredNames(Node schema) {
        return schema instanceof Node.Mapping mapping
                ? mapping.find("required").map(SchemaCompiler::texts).orElse(List.of())
                : List.of();
    }

    private Map<String, Schema> schemasByName(Node node) {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        ((Node.Mapping) node).entries().forEach((name, value) -> schemas.put(name, schema(value)));
        return schemas;
    }

    private List<Schema> schemas(Node node) {
        return ((Node.Sequence) node).items().stream().map(this::schema).toList();
    }

    private Set<String> names(Node node) {
        return ((Node.Mapping) node).entries().keySet();
    }

    private static List<String> texts(Node node) {
        return ((Node.Sequence) node).items().stream().map(SchemaCompiler::text).toList();
    }

    private static String text(Node node) {
        return ((Node.Text) node).value();
    }
}
