package dev.polder.core.mesh;

import dev.polder.core.document.Places;
import java.util.List;
import java.util.Optional;

/**
 * {@code domain.yaml}: a business area, the team that owns it and those that build in it.
 *
 * @param name as written, whether or not it is a valid name
 */
record DomainDocument(
        String name,
        Optional<String> title,
        Optional<String> owner,
        List<String> developers,
        Optional<String> description,
        String source,
        Places places) {
    DomainDocument {
        developers = List.copyOf(developers);
    }
}
