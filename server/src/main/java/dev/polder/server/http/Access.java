package dev.polder.server.http;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.name.DomainName;
import java.util.Optional;

/**
 * Who may call a route: the least that a caller must be. A mesh's admin may call all but what is Polder's own. Routes whose
 * domains stand in the body or the query ask {@link DomainRights} themselves.
 */
public enum Access {
    /** Anybody, without a token. */
    PUBLIC,
    /** The programs of Polder: the principal {@code process}. */
    SYSTEM,
    /** Everybody who is known: people and service accounts. */
    CONSUMER,
    /** A developer or owner of the domain in the route's path. */
    DEVELOPER,
    /** An owner of the domain in the route's path. */
    OWNER,
    /** A member of the federation. */
    GOVERNANCE,
    /** Who runs the mesh. */
    ADMIN;

    /** The path's parameter that names the domain. */
    static final String DOMAIN = "domain";

    /** Whether a role is one in the domain of the path. */
    boolean isInDomain() {
        return this == DEVELOPER || this == OWNER;
    }

    /** @param domain of the path; empty when it has none, or none that could be a domain's name */
    boolean admits(Principal principal, Optional<DomainName> domain) {
        if (this == PUBLIC) {
            return true;
        }
        if (principal.kind() == Kind.SYSTEM) {
            return this == SYSTEM;
        }
        if (principal.is(MeshRole.ADMIN)) {
            return this != SYSTEM;
        }
        return switch (this) {
            case PUBLIC, CONSUMER -> true;
            case DEVELOPER -> domain.filter(principal::belongsTo).isPresent();
            case OWNER ->
                domain.flatMap(principal::roleIn)
                        .filter(role -> role.includes(DomainRole.OWNER))
                        .isPresent();
            case GOVERNANCE -> principal.isOfFederation();
            case SYSTEM, ADMIN -> false;
        };
    }
}
