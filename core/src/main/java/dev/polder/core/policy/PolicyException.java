package dev.polder.core.policy;

import dev.polder.core.document.Places;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * That a policy is not asked about one product for a time ({@code kind: PolicyException}); no Java exception.
 *
 * @param domain in whose folder it stands
 * @param approver who answers for it, by name
 * @param expires the first moment at which it is no more; a date is its beginning in UTC
 */
public record PolicyException(
        Optional<DomainName> domain,
        PolicyName policy,
        ProductAddress product,
        String reason,
        String approver,
        Instant expires,
        String source,
        Places places)
        implements PolicyDocument {
    public PolicyException {
        Objects.requireNonNull(domain);
        Objects.requireNonNull(policy);
        Objects.requireNonNull(product);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(approver);
        Objects.requireNonNull(expires);
        Objects.requireNonNull(source);
        Objects.requireNonNull(places);
    }

    public boolean isActive(Instant at) {
        return at.isBefore(expires);
    }
}
