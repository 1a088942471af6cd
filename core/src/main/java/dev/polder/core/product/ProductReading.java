package dev.polder.core.product;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link ProductParser} made of a document.
 *
 * @param product as far as it can be read; empty when the document is no mapping or has no id
 */
public record ProductReading(Optional<DataProduct> product, List<Finding> findings) {
    public ProductReading {
        Objects.requireNonNull(product);
        findings = List.copyOf(findings);
    }
}
