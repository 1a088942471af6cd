package dev.polder.core.mesh;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Places;
import dev.polder.core.document.PolderDocument;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Optional;

/** Reads {@code domain.yaml}. */
final class DomainParser {
    private DomainParser() {}

    static Optional<DomainDocument> parse(Node root, String source, List<Finding> findings) {
        Optional<Fields> found = PolderDocument.fields(root, "Domain", findings);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> name = fields.requiredText("name");
        Optional<String> title = fields.text("title");
        Optional<String> owner = fields.text("owner");
        List<String> developers = fields.texts("developers");
        Optional<String> description = fields.text("description");
        fields.refuseUnknown();
        return name.map(
                text -> new DomainDocument(text, title, owner, developers, description, source, Places.of(root)));
    }
}
