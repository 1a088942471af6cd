package dev.polder.core.mesh;

import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link MeshReader} made of a directory.
 *
 * @param model present only when no finding is an error
 * @param policies all that can be read, whatever else is wrong; their expressions are not compiled
 * @param findings all findings, in order of place
 */
public record MeshReading(Optional<MeshModel> model, List<PolicyDocument> policies, List<Finding> findings) {
    public MeshReading {
        Objects.requireNonNull(model);
        policies = List.copyOf(policies);
        findings = List.copyOf(findings);
    }
}
