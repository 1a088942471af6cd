package dev.polder.core.policy;

import dev.polder.core.document.Places;
import dev.polder.core.name.DomainName;
import java.util.Optional;

/** A document about policies, read; its expressions are still texts. */
public sealed interface PolicyDocument permits AccessPolicy, ProductPolicy, PolicyException {
    /** Whose it is, by the folder it stands in; empty when it is the mesh's. */
    Optional<DomainName> domain();

    /** The document, verbatim. */
    String source();

    /** Where its fields stand. */
    Places places();
}
