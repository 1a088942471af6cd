package dev.polder.core.policy;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a text was found to say.
 *
 * @param document empty when a finding is an error
 */
public record PolicyReading(Optional<PolicyDocument> document, List<Finding> findings) {
    public PolicyReading {
        findings = List.copyOf(findings);
    }
}
