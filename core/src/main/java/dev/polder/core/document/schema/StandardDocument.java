package dev.polder.core.document.schema;

import dev.polder.core.document.Closest;
import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Quoted;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Judges the structure of data contracts (ODCS) and data products (ODPS) by the schema that the standard publishes for the
 * {@code apiVersion} a document declares. What a document means — references, names, types — is not looked at here.
 */
public final class StandardDocument {
    /** The {@code kind} of an ODCS document. */
    public static final String DATA_CONTRACT = "DataContract";
    /** The {@code kind} of an ODPS document. */
    public static final String DATA_PRODUCT = "DataProduct";

    private static final String STRICT = "odcs-json-schema-v3.0.2-strict.json";
    private static final String LATER = "odcs-json-schema-v3.1.0.json";

    /**
     * kind → apiVersion → the schemas that may accept such a document, oldest versions first. ODCS 3.0.1 and 3.0.2 only correct
     * the schema of 3.0.0 towards the text of the standard (a property's {@code physicalName}, Athena's {@code stagingDir}), so a
     * 3.0 document is fine when its own schema or that of 3.0.2 accepts it.
     */
    private static final Map<String, SortedMap<String, List<String>>> SCHEMAS = Map.of(
            DATA_CONTRACT,
            new TreeMap<>(Map.of(
                    "v3.0.0", List.of("odcs-json-schema-v3.0.0.json", "odcs-json-schema-v3.0.2.json"),
                    "v3.0.1", List.of("odcs-json-schema-v3.0.1.json", "odcs-json-schema-v3.0.2.json"),
                    "v3.0.2", List.of("odcs-json-schema-v3.0.2.json"),
                    "v3.1.0", List.of("odcs-json-schema-v3.1.0.json"),
                    "v3.2.0", List.of("odcs-json-schema-v3.2.0.json"))),
            DATA_PRODUCT,
            new TreeMap<>(Map.of(
                    "v0.9.0", List.of("odps-json-schema-v0.9.0.json"),
                    "v1.0.0", List.of("odps-json-schema-v1.0.0.json"),
                    "v1.1.0", List.of("odps-json-schema-v1.1.0.json"))));

    /** Fields whose content is the author's own. */
    private static final Set<String> FREE_FORM = Set.of("value", "arguments", "implementation", "examples");

    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private StandardDocument() {}

    /** Everything in the document's structure that its standard does not allow, in the order of the text. */
    public static List<Finding> check(Node root) {
        if (!(root instanceof Node.Mapping document)) {
            return List.of(Fields.wrongType(root, "The document", "a mapping"));
        }
        String kind = text(document, "kind").orElse("");
        SortedMap<String, List<String>> versions = SCHEMAS.get(kind);
        if (versions == null) {
            return List.of(unknownKind(document, kind));
        }
        // Without a version, the newest schema says so, and whatever else is wrong.
        String version = text(document, "apiVersion").orElse(versions.lastKey());
        List<String> schemas = versions.get(version);
        if (schemas == null) {
            return List.of(Finding.error(
                    Code.DOCUMENT_KIND,
                    document.entries().get("apiVersion").position(),
                    "Polder does not know version " + Quoted.value(version) + " of a " + kind + ".",
                    Closest.to(version, versions.keySet())
                            .filter(guess -> guess.endsWith(version))
                            .map(guess -> "Write `apiVersion: " + guess + "`.")
                            .orElse("Use one of: " + String.join(", ", versions.keySet()) + ".")));
        }
        return sorted(judge(document, schemas, version));
    }

    private static List<Finding> judge(Node.Mapping document, List<String> schemas, String version) {
        Outcome outcome = judge(document, schemas.get(0));
        for (int next = 1; next < schemas.size() && !outcome.fits(); next++) {
            outcome = judge(document, schemas.get(next));
        }
        List<Finding> findings = new ArrayList<>(outcome.findings());
        if (version.startsWith("v3.0.")) {
            findings.addAll(ignoredFields(document, findings));
        } else if (version.startsWith("v3.")) {
            uniqueIds(document, findings);
        }
        if (findings.size() >= Outcome.MAX_FINDINGS) {
            findings.add(Finding.error(
                    Code.YAML_LIMIT,
                    document.position(),
                    "There are more findings; the first " + Outcome.MAX_FINDINGS + " are listed.",
                    "Correct these first."));
        }
        return findings;
    }

    /**
     * ODCS 3.0 lets unknown fields pass. What the strict variant of its schema does not know is most likely misspelt, and would
     * be ignored silently, unless the next version knows it.
     */
    private static List<Finding> ignoredFields(Node.Mapping document, List<Finding> found) {
        Set<Position> reported = new HashSet<>();
        found.forEach(finding -> reported.add(finding.position()));
        Set<Position> later = new HashSet<>();
        unknownFields(document, LATER).forEach(finding -> later.add(finding.position()));
        return unknownFields(document, STRICT)
                .filter(finding -> !reported.contains(finding.position()))
                .filter(finding -> later.contains(finding.position()) || Closest.isGuess(finding.remedy()))
                .map(finding ->
                        Finding.warning(finding.code(), finding.position(), finding.message(), finding.remedy()))
                .toList();
    }

    private static Stream<Finding> unknownFields(Node.Mapping document, String schema) {
        return judge(document, schema).findings().stream().filter(finding -> finding.code() == Code.FIELD_UNKNOWN);
    }

    /** ODCS since 3.1: an {@code id} is unique within its containing array, which a JSON schema cannot say. */
    private static void uniqueIds(Node node, List<Finding> findings) {
        if (node instanceof Node.Mapping mapping) {
            mapping.entries().forEach((name, value) -> {
                if (!FREE_FORM.contains(name)) {
                    uniqueIds(value, findings);
                }
            });
        } else if (node instanceof Node.Sequence list) {
            Map<String, Node> ids = new HashMap<>();
            for (Node item : list.items()) {
                uniqueIds(item, findings);
                if (item instanceof Node.Mapping mapping && mapping.entries().get("id") instanceof Node.Text id) {
                    Node first = ids.putIfAbsent(id.value(), id);
                    if (first != null && findings.size() < Outcome.MAX_FINDINGS) {
                        findings.add(Finding.error(
                                Code.FIELD_VALUE,
                                id.position(),
                                "The id " + Quoted.value(id.value()) + " already stands in line "
                                        + first.position().line() + ".",
                                "Give every entry of the list an id of its own."));
                    }
                }
            }
        }
    }

    private static Outcome judge(Node.Mapping document, String schema) {
        return COMPILED.computeIfAbsent(schema, StandardDocument::load)
                .judge(document, "The document", new Schema.Run());
    }

    private static Finding unknownKind(Node.Mapping document, String kind) {
        Optional<Node> node = document.find("kind");
        List<String> kinds = List.of(DATA_CONTRACT, DATA_PRODUCT);
        return Finding.error(
                Code.DOCUMENT_KIND,
                node.map(Node::position).orElse(document.position()),
                node.isEmpty()
                        ? "The document does not say what it is: the field \"kind\" is missing."
                        : "The standards have no document of kind " + Quoted.value(kind) + ".",
                node.isEmpty() ? "Add `kind: DataContract` or `kind: DataProduct`." : Closest.remedy(kind, kinds));
    }

    private static List<Finding> sorted(List<Finding> findings) {
        return findings.stream().sorted(Comparator.comparing(Finding::position)).toList();
    }

    private static Optional<String> text(Node.Mapping document, String name) {
        return document.find(name).filter(Node.Text.class::isInstance).map(node -> ((Node.Text) node).value());
    }

    static Schema load(String schema) {
        try (InputStream resource = StandardDocument.class.getResourceAsStream(schema)) {
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            return SchemaCompiler.compile(YamlReader.read(schema, text).root().orElseThrow());
        } catch (IOException broken) {
            throw new UncheckedIOException("failed to read the schema " + schema + " from the class path", broken);
        }
    }
}
