package dev.polder.core.mesh;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Places;
import dev.polder.core.document.PolderDocument;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Optional;

/** Reads {@code mesh.yaml}. {@code defaults} is kept for what later versions default to, and must be a mapping. */
final class MeshParser {
    private MeshParser() {}

    static Optional<MeshDocument> parse(Node root, List<Finding> findings) {
        Optional<Fields> found = PolderDocument.fields(root, "Mesh", findings);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> name = fields.requiredText("name");
        Optional<String> title = fields.text("title");
        Optional<String> description = fields.text("description");
        fields.mapping("defaults");
        Optional<Fields> federation = fields.mapping("federation");
        List<String> members = federation.map(value -> value.texts("members")).orElse(List.of());
        federation.ifPresent(Fields::refuseUnknown);
        fields.refuseUnknown();
        return name.map(text -> new MeshDocument(text, title, description, members, Places.of(root)));
    }
}
