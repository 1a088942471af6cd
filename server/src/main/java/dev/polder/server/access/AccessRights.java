package dev.polder.server.access;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.server.http.DomainRights;

/** Who may see a request and do what with it. */
final class AccessRights {
    private AccessRights() {}

    /** Those who asked, those it is for, the domain that the port belongs to, and the federation. */
    static boolean sees(Principal principal, AccessRequest request) {
        return concerns(principal, request)
                || principal.belongsTo(request.port().domain())
                || seesAll(principal);
    }

    static boolean seesAll(Principal principal) {
        return principal.isOfFederation();
    }

    /** Whether the principal may say yes or no. Who may has all the domain's data, so that nobody gains by their own yes. */
    static boolean decides(Principal principal, AccessRequest request) {
        return DomainRights.has(principal, request.port().domain(), DomainRole.OWNER);
    }

    /** Whether the principal may take the request back, or give the grant back. */
    static boolean gives(Principal principal, AccessRequest request) {
        boolean isFor = request.grantee() instanceof Grantee.PrincipalNamed named
                && named.name().equals(principal.name());
        return isFor || request.requester().equals(principal.name()) || principal.is(MeshRole.ADMIN);
    }

    /** Whether the principal may ask in the name of a grantee. */
    static boolean asksFor(Principal principal, Grantee grantee) {
        if (principal.is(MeshRole.ADMIN)) {
            return true;
        }
        return grantee instanceof Grantee.TeamNamed team
                ? principal.teams().contains(team.name())
                : principal.name().equals(grantee.name());
    }

    private static boolean concerns(Principal principal, AccessRequest request) {
        return request.requester().equals(principal.name())
                || (request.grantee() instanceof Grantee.TeamNamed team
                        ? principal.teams().contains(team.name())
                        : principal.name().equals(request.grantee().name()));
    }
}
