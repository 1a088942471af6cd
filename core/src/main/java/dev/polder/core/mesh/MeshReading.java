package dev.polder.core.mesh;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link MeshReader} made of a directory.
 *
 * @param model present only when no finding is an error
 * @param findings all findings, in order of place
 */
public record MeshReading(Optional<MeshModel> model, List<Finding> findings) {
    public MeshReading {
        Objects.requireNonNull(model);
        findings = List.copyOf(findings);
    }
}
