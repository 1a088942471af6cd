package dev.polder.policy;

import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.Enforcement;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.PolicyName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.Objects;
import java.util.Optional;

/**
 * That a product does not keep to a product policy.
 *
 * @param port the output port that it is about; empty when it is about the product or an input port
 * @param column the path of the column that it is about
 * @param message the policy's sentence
 * @param explanation the part of {@code require} that is not true, with the values that mattered
 * @param exception that counts at the moment the product was checked
 * @param position in the product's documents
 */
public record Violation(
        PolicyName policy,
        Enforcement enforcement,
        ProductAddress product,
        Optional<PortId> port,
        Optional<String> column,
        String message,
        String remedy,
        String explanation,
        Optional<PolicyException> exception,
        Position position) {
    public Violation {
        Objects.requireNonNull(policy);
        Objects.requireNonNull(enforcement);
        Objects.requireNonNull(product);
        Objects.requireNonNull(port);
        Objects.requireNonNull(column);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
        Objects.requireNonNull(explanation);
        Objects.requireNonNull(exception);
        Objects.requireNonNull(position);
    }

    /** Whether the product may not be applied. */
    public boolean blocks() {
        return enforcement == Enforcement.BLOCK && exception.isEmpty();
    }

    /** What does not keep to the policy: the column's path, the port or the product. */
    public String at() {
        return column.or(() -> port.map(PortId::toString)).orElse(product.toString());
    }

    /** An error where it blocks, otherwise a warning. */
    public Finding finding() {
        String said = message + " (" + policy
                + exception.map(it -> ", excepted until " + it.expires()).orElse("") + ").";
        return blocks()
                ? Finding.error(Code.POLICY_VIOLATED, position, said, remedy)
                : Finding.warning(Code.POLICY_VIOLATED, position, said, remedy);
    }
}
