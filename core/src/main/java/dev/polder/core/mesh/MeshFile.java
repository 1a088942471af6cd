package dev.polder.core.mesh;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.document.Quoted;
import dev.polder.core.document.YamlReader;
import dev.polder.core.document.schema.StandardDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file that was recognised, by its name or by what it says it is.
 *
 * @param root the document; empty when it cannot be read at all
 */
record MeshFile(String path, Kind kind, String text, Optional<Node> root) {
    enum Kind {
        PRODUCT(StandardDocument.DATA_PRODUCT),
        CONTRACT(StandardDocument.DATA_CONTRACT),
        PIPELINE("Pipeline"),
        DOMAIN("Domain"),
        MESH("Mesh"),
        ACCESS_POLICY("AccessPolicy"),
        PRODUCT_POLICY("ProductPolicy"),
        POLICY_EXCEPTION("PolicyException"),
        POLICY_TEST("PolicyTest");

        private static final Set<Kind> POLICIES = EnumSet.of(ACCESS_POLICY, PRODUCT_POLICY, POLICY_EXCEPTION);

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** A policy, or an exception to one. */
        boolean isPolicy() {
            return POLICIES.contains(this);
        }

        /** Whether a product's documents are of this kind; one about policies belongs to no product, wherever it stands. */
        boolean isOfProducts() {
            return !isPolicy() && this != POLICY_TEST;
        }
    }

    /** Documents of the standards and of policies say their kind themselves, so their files may have any name. */
    private static final Pattern SAYS_KIND = Pattern.compile("(?m)^(?:\\s*\"kind\"|kind|'kind')\\s*:\\s*[\"']?"
            + "(DataContract|DataProduct|AccessPolicy|ProductPolicy|PolicyException|PolicyTest)\\b");

    String folder() {
        return Paths.folder(path);
    }

    Position start() {
        return Position.start(path);
    }

    /**
     * Recognises and reads a file.
     *
     * @param alone whether it is the only file, so that it must be a document
     * @return empty when the file is none of the mesh's documents
     */
    static Optional<MeshFile> read(String path, String text, boolean alone, List<Finding> findings) {
        Optional<Kind> kind = kindOf(path, text);
        if (kind.isEmpty()) {
            if (alone && !path.endsWith(".sql")) {
                findings.add(Finding.error(
                        Code.DOCUMENT_KIND,
                        Position.start(path),
                        "The file is no document that Polder knows.",
                        "Polder reads *.odps.yaml, *.odcs.yaml, pipeline.yaml, domain.yaml and mesh.yaml, and any YAML"
                                + " or JSON file of kind DataContract, DataProduct, AccessPolicy, ProductPolicy,"
                                + " PolicyException or PolicyTest."));
            }
            return Optional.empty();
        }
        YamlReader.Reading reading = YamlReader.read(path, text);
        findings.addAll(reading.findings());
        return Optional.of(new MeshFile(path, kind.get(), text, reading.root()));
    }

    private static Optional<Kind> kindOf(String path, String text) {
        String name = Paths.file(path).toLowerCase(Locale.ROOT);
        String base = name.replaceFirst("\\.(yaml|yml|json)$", "");
        if (base.equals(name)) {
            return Optional.empty();
        }
        if (base.endsWith(".odps") || base.equals("odps")) {
            return Optional.of(Kind.PRODUCT);
        }
        if (base.endsWith(".odcs") || base.equals("odcs")) {
            return Optional.of(Kind.CONTRACT);
        }
        switch (base) {
            case "pipeline":
                return Optional.of(Kind.PIPELINE);
            case "domain":
                return Optional.of(Kind.DOMAIN);
            case "mesh":
                return Optional.of(Kind.MESH);
            default:
                var matcher = SAYS_KIND.matcher(text);
                return matcher.find()
                        ? Arrays.stream(Kind.values())
                                .filter(kind -> kind.word.equals(matcher.group(1)))
                                .findFirst()
                        : Optional.empty();
        }
    }

    /**
     * The structural findings of a document of a standard.
     *
     * @param findings where they are added
     * @return the places of those that are errors: what a document means is not judged there any more
     */
    Set<Position> checkStructure(List<Finding> findings) {
        if (root.isEmpty()) {
            return Set.of();
        }
        List<Finding> found = new ArrayList<>();
        Optional<String> says = Nodes.text(root.get(), "kind");
        boolean otherStandard = says.isPresent()
                && !says.get().equals(kind.word)
                && (says.get().equals(Kind.CONTRACT.word) || says.get().equals(Kind.PRODUCT.word));
        if (otherStandard) {
            found.add(Finding.error(
                    Code.DOCUMENT_KIND,
                    Nodes.value(root.get(), "kind").map(Node::position).orElse(start()),
                    "The file's kind is " + Quoted.value(says.get()) + ", but its name says it is " + kind.word + ".",
                    "Write `kind: " + kind.word + "`, or rename the file."));
        } else {
            found.addAll(StandardDocument.check(root.get()));
        }
        findings.addAll(found);
        Set<Position> places = new HashSet<>();
        found.stream().filter(Finding::isError).map(Finding::position).forEach(places::add);
        return places;
    }
}
