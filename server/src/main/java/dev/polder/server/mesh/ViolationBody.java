package dev.polder.server.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.name.PortId;
import dev.polder.policy.Violation;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * That a product does not keep to a policy, as it is answered.
 *
 * @param at what exactly: a column, a port, the product
 * @param blocks whether the product's next change would be refused
 * @param exceptedUntil when the exception ends that is made
 */
@JsonInclude
public record ViolationBody(
        String policy,
        String enforcement,
        String product,
        Optional<String> port,
        String at,
        boolean blocks,
        String message,
        String remedy,
        String explanation,
        Optional<Instant> exceptedUntil,
        String file,
        int line,
        int column) {
    public static ViolationBody of(Violation violation) {
        return new ViolationBody(
                violation.policy().toString(),
                violation.enforcement().name().toLowerCase(Locale.ROOT),
                violation.product().toString(),
                violation.port().map(PortId::toString),
                violation.at(),
                violation.blocks(),
                violation.message(),
                violation.remedy(),
                violation.explanation(),
                violation.exception().map(exception -> exception.expires()),
                violation.position().file(),
                violation.position().line(),
                violation.position().column());
    }
}
