package dev.polder.server.describe;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.PolicyException;
import dev.polder.policy.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What policies have against a product.
 *
 * @param violations what it does not keep to now, what is excepted among it
 * @param exceptions those that are made for it and have not ended
 */
record ProductPolicies(List<ViolationLine> violations, List<ExceptionLine> exceptions) {
    /**
     * Shorter than in the list of all violations: where in the documents it is stands there.
     *
     * @param at what does not keep to it: a column, a port, the product
     * @param enforcement {@code block}, {@code warn} or {@code audit}; {@code excepted} while an exception is made
     */
    @JsonInclude
    record ViolationLine(
            String policy, String at, String enforcement, Optional<Instant> exceptedUntil, String message) {
        static ViolationLine of(Violation violation) {
            return new ViolationLine(
                    violation.policy().toString(),
                    violation.at(),
                    violation.exception().isPresent()
                            ? "excepted"
                            : violation.enforcement().name().toLowerCase(Locale.ROOT),
                    violation.exception().map(PolicyException::expires),
                    violation.message());
        }
    }

    /** @param until the first moment at which it is no more */
    record ExceptionLine(String policy, Instant until, String approver, String reason) {}

    /** @param all that products of the mesh do not keep to */
    static ProductPolicies of(ProductAddress product, MeshModel mesh, List<Violation> all, Instant now) {
        return new ProductPolicies(
                all.stream()
                        .filter(violation -> violation.product().equals(product))
                        .map(ViolationLine::of)
                        .toList(),
                mesh.policies().stream()
                        .filter(PolicyException.class::isInstance)
                        .map(PolicyException.class::cast)
                        .filter(exception -> exception.product().equals(product) && exception.isActive(now))
                        .map(exception -> new ExceptionLine(
                                exception.policy().toString(),
                                exception.expires(),
                                exception.approver(),
                                exception.reason()))
                        .toList());
    }
}
