package dev.polder.core.access;

import dev.polder.core.name.DomainName;
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
        /** A program of Polder. */
        SYSTEM
    }

    public Principal {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        teams = Set.copyOf(teams);
        roles = Set.copyOf(roles);
        domains = Map.copyOf(domains);
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
