package dev.polder.core.policy;

import dev.polder.core.document.Places;
import dev.polder.core.name.DomainName;
import java.util.Objects;
import java.util.Optional;

/**
 * A rule about what products are like ({@code kind: ProductPolicy}), asked when a product is planned and applied.
 *
 * @param target what it is asked for, each by itself
 * @param when in CEL; which of them it is about. Empty for all
 * @param require in CEL; what must be true of each
 * @param message in CEL; the sentence that says what is wrong. Empty for one made from the policy's title
 * @param remedy what to do about it; a text, no expression
 */
public record ProductPolicy(
        PolicyName name,
        Optional<String> title,
        Optional<String> description,
        Enforcement enforcement,
        Target target,
        Optional<PolicyText> when,
        PolicyText require,
        Optional<PolicyText> message,
        String remedy,
        String source,
        Places places)
        implements PolicyDocument {
    /** What a policy is asked for. */
    public enum Target {
        PRODUCT,
        /** An output port. */
        PORT,
        /** A column of an output port, also a nested one. */
        COLUMN,
        /** An input port, with what is known of the port that it reads. */
        INPUT
    }

    public ProductPolicy {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(description);
        Objects.requireNonNull(enforcement);
        Objects.requireNonNull(target);
        Objects.requireNonNull(when);
        Objects.requireNonNull(require);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
        Objects.requireNonNull(source);
        Objects.requireNonNull(places);
    }

    @Override
    public Optional<DomainName> domain() {
        return name.domain();
    }
}
