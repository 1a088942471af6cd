package dev.polder.core.access;

import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.PolderException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who acts, with everything that decisions look at.
 *
 * @param name unique in the mesh, such as {@code ana} or {@code reporting-job}
 * @param teams by name; a team may be granted what a person may
 * @param domains the domains in which the principal has a role of their own
 */
public record Principal(
        String name, Kind kind, Set<String> teams, Set<MeshRole> roles, Map<DomainName, DomainRole> domains) {
    /** What sort of principal. */
    public enum Kind {
        PERSON,
        /** A program of a team's own. */
        SERVICE,
        /** A data product: what its transforms read they read in its name. */
        PRODUCT,
        /** A program of Polder. */
        SYSTEM
    }

    /** Which no user's name begins with, so that nobody can be called as a product is. */
    private static final String PRODUCT = "product:";

    public Principal {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        teams = Set.copyOf(teams);
        roles = Set.copyOf(roles);
        domains = Map.copyOf(domains);
    }

    /**
     * A product, {@code product:customers.customer-360}. It belongs to its domain and to no team: what a team was granted is for its
     * members, and what a product reads goes on to the readers of the product.
     */
    public static Principal of(ProductAddress product) {
        return new Principal(
                PRODUCT + product, Kind.PRODUCT, Set.of(), Set.of(), Map.of(product.domain(), DomainRole.DEVELOPER));
    }

    /** The product that a principal of that name is; empty for everybody else. */
    public static Optional<ProductAddress> productNamed(String name) {
        try {
            return name.startsWith(PRODUCT)
                    ? Optional.of(ProductAddress.parse(name.substring(PRODUCT.length())))
                    : Optional.empty();
        } catch (PolderException e) {
            return Optional.empty();
        }
    }

    public boolean is(MeshRole role) {
        return roles.contains(role);
    }

    /** Whether the principal acts for the federation: governance, and whoever runs the mesh. */
    public boolean isOfFederation() {
        return is(MeshRole.GOVERNANCE) || is(MeshRole.ADMIN);
    }

    public Optional<DomainRole> roleIn(DomainName domain) {
        return Optional.ofNullable(domains.get(domain));
    }

    /** Whether the domain's data is the principal's own. */
    public boolean belongsTo(DomainName domain) {
        return domains.containsKey(domain);
    }
}
