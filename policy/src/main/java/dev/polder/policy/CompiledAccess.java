package dev.polder.policy;

import dev.polder.core.access.Mask;
import dev.polder.core.name.DomainName;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.Enforcement;
import dev.polder.core.policy.RowFilter;
import java.util.List;
import java.util.Optional;

/**
 * An access policy, compiled.
 *
 * @param source as reasons name it
 * @param when empty for everybody and everything
 */
record CompiledAccess(
        AccessPolicy document,
        String source,
        Optional<Expression> when,
        List<ColumnMask> masks,
        Optional<RowFilter> rowFilter) {
    /** A mask, and which columns it is for. */
    record ColumnMask(Expression columns, Mask mask, AccessPolicy.MaskRule rule) {}

    CompiledAccess {
        masks = List.copyOf(masks);
    }

    /** Whether it has a say in a domain: its own, or all for a policy of the mesh. */
    boolean isFor(DomainName domain) {
        return document.domain().isEmpty() || document.domain().get().equals(domain);
    }

    boolean blocks() {
        return document.enforcement() == Enforcement.BLOCK;
    }
}
