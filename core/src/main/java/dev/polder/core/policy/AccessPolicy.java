package dev.polder.core.policy;

import dev.polder.core.access.Mask;
import dev.polder.core.document.Places;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A rule about who reads what ({@code kind: AccessPolicy}), asked whenever data is read.
 *
 * @param when in CEL; who reads what it is about. Empty for everybody and everything
 * @param effect whether reading is permitted or denied where it applies; empty when it only obliges
 * @param masks what is shown instead of some columns' values where it applies
 * @param rowFilter which rows are shown where it applies; see {@link RowFilter}
 */
public record AccessPolicy(
        PolicyName name,
        Optional<String> title,
        Optional<String> description,
        Enforcement enforcement,
        Optional<PolicyText> when,
        Optional<Effect> effect,
        List<MaskRule> masks,
        Optional<PolicyText> rowFilter,
        String source,
        Places places)
        implements PolicyDocument {
    /** What a policy does with a question that it is about. */
    public enum Effect {
        PERMIT,
        DENY
    }

    /**
     * What is shown instead of the values of some columns.
     *
     * @param columns which, in CEL over {@code column}
     */
    public record MaskRule(PolicyText columns, Mask mask, Position position) {
        public MaskRule {
            Objects.requireNonNull(columns);
            Objects.requireNonNull(mask);
            Objects.requireNonNull(position);
        }
    }

    public AccessPolicy {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(description);
        Objects.requireNonNull(enforcement);
        Objects.requireNonNull(when);
        Objects.requireNonNull(effect);
        masks = List.copyOf(masks);
        Objects.requireNonNull(rowFilter);
        Objects.requireNonNull(source);
        Objects.requireNonNull(places);
    }

    @Override
    public Optional<DomainName> domain() {
        return name.domain();
    }

    public boolean permits() {
        return effect.filter(Effect.PERMIT::equals).isPresent();
    }

    public boolean denies() {
        return effect.filter(Effect.DENY::equals).isPresent();
    }

    /** Whether it takes something away wherever it applies. */
    public boolean tightens() {
        return denies() || !masks.isEmpty() || rowFilter.isPresent();
    }
}
