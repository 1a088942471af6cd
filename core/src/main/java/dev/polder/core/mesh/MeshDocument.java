package dev.polder.core.mesh;

import dev.polder.core.document.Places;
import java.util.List;
import java.util.Optional;

/**
 * {@code mesh.yaml}: the whole and who decides about it.
 *
 * @param members the federation: who agrees on the mesh's rules
 */
record MeshDocument(
        String name, Optional<String> title, Optional<String> description, List<String> members, Places places) {
    MeshDocument {
        members = List.copyOf(members);
    }
}
