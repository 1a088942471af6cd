package dev.polder.server.http;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;

/** What a principal may do in a domain that a request names elsewhere than in its path. */
public final class DomainRights {
    private DomainRights() {}

    /** Whether the principal has the role in the domain, or more than that. */
    public static boolean has(Principal principal, DomainName domain, DomainRole role) {
        return principal.is(MeshRole.ADMIN)
                || principal.roleIn(domain).filter(own -> own.includes(role)).isPresent();
    }

    /** @throws PolderException DENIED without the role */
    public static void require(Principal principal, DomainName domain, DomainRole role) {
        if (!has(principal, domain, role)) {
            throw refusal(principal, domain, role);
        }
    }

    static PolderException refusal(Principal principal, DomainName domain, DomainRole role) {
        String who = role == DomainRole.OWNER ? "an owner" : "a developer";
        String where = role == DomainRole.OWNER ? "owner" : "owner or developers";
        return new PolderException(
                Code.DENIED,
                "The principal '" + principal.name() + "' is not " + who + " of the domain '" + domain + "'",
                "Ask for membership of a team that domains/" + domain + "/domain.yaml names as " + where);
    }
}
