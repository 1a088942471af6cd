package dev.polder.core.policy;

import dev.polder.core.name.DomainName;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * Which policy: {@code mesh/pii-is-masked} or {@code sales/eu-only}.
 *
 * @param domain whose it is; empty when it is the mesh's. No domain called {@code mesh} can have policies
 * @param name kebab-case, unique among the policies of the mesh or of the domain
 */
public record PolicyName(Optional<DomainName> domain, String name) implements Comparable<PolicyName> {
    private static final String MESH = "mesh";

    public PolicyName {
        Objects.requireNonNull(domain);
        if (domain.filter(it -> it.value().equals(MESH)).isPresent()) {
            throw new IllegalArgumentException("a domain called mesh has no policies");
        }
        if (!isValid(name)) {
            throw new IllegalArgumentException("no name of a policy: " + name);
        }
    }

    static boolean isValid(String name) {
        return DomainName.isValid(name);
    }

    /** Reads {@code mesh/name} or {@code domain/name}; empty when it is neither. */
    public static Optional<PolicyName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isValid(text.substring(slash + 1))) {
            return Optional.empty();
        }
        String owner = text.substring(0, slash);
        String name = text.substring(slash + 1);
        if (owner.equals(MESH)) {
            return Optional.of(new PolicyName(Optional.empty(), name));
        }
        return DomainName.isValid(owner)
                ? Optional.of(new PolicyName(Optional.of(new DomainName(owner)), name))
                : Optional.empty();
    }

    public boolean isOfMesh() {
        return domain.isEmpty();
    }

    /** The mesh's before those of domains. */
    @Override
    public int compareTo(PolicyName other) {
        return Comparator.comparing(
                        (PolicyName it) -> it.domain.map(DomainName::value).orElse(""))
                .thenComparing(PolicyName::name)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return domain.map(DomainName::value).orElse(MESH) + "/" + name;
    }
}
