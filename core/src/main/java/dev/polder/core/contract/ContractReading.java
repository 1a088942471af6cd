package dev.polder.core.contract;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link ContractParser} made of a document.
 *
 * @param contract as far as it can be read; empty when the document is no mapping or lacks id or version
 * @param findings all problems of meaning, in order of place
 */
public record ContractReading(Optional<Contract> contract, List<Finding> findings) {
    public ContractReading {
        Objects.requireNonNull(contract);
        findings = List.copyOf(findings);
    }
}
