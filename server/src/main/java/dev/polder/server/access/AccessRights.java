package dev.polder.server.access;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.server.http.DomainRights;

/** Who may see a request and do what with it. */
final class AccessRights {
    private AccessRights() {}

    /** Those it is for, the domain that the port belongs to, and the federation. */
    static boolean sees(Principal principal, AccessRequest request) {
        return isFor(principal, request.grantee())
                || principal.belongsTo(request.port().domain())
                || seesAll(principal);
    }

    static boolean seesAll(Principal principal) {
        return principal.isOfFederation();
    }

    /** Whether the principal may say yes or no. Who may has all the domain's data, so that nobody gains by their own yes. */
    static boolean decides(Principal principal, AccessRequest request) {
        return decides(principal, request.port().domain());
    }

    static boolean decides(Principal principal, DomainName domain) {
        return DomainRights.has(principal, domain, DomainRole.OWNER);
    }

    /**
     * Whether the principal may take the request back, or give the grant back: whom it is for, and for a team its member who asked. Who
     * asked for a team and has left it has nothing to do with it any more.
     */
    static boolean gives(Principal principal, AccessRequest request) {
        return principal.is(MeshRole.ADMIN)
                || isFor(principal, request.grantee())
                        && (request.grantee() instanceof Grantee.PrincipalNamed
                                || request.requester().equals(principal.name()));
    }

    /** Whether the principal may ask in the name of a grantee. */
    static boolean asksFor(Principal principal, Grantee grantee) {
        return principal.is(MeshRole.ADMIN) || isFor(principal, grantee);
    }

    /** Whether the principal is the grantee, one of the team, or one of those who build the product. */
    private static boolean isFor(Principal principal, Grantee grantee) {
        if (grantee instanceof Grantee.TeamNamed team) {
            return principal.teams().contains(team.name());
        }
        return principal.name().equals(grantee.name())
                || Principal.productNamed(grantee.name())
                        .filter(product -> principal.belongsTo(product.domain()))
                        .isPresent();
    }
}
