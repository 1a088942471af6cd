package dev.polder.core.mesh;

import dev.polder.core.document.Places;
import java.util.Optional;

/**
 * {@code domain.yaml}: a business area and the team that owns it.
 *
 * @param name as written, whether or not it is a valid name
 */
record DomainDocument(
        String name,
        Optional<String> title,
        Optional<String> owner,
        Optional<String> description,
        String source,
        Places places) {}
