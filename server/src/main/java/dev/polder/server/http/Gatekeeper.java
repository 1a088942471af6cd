package dev.polder.server.http;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decides whether a request may reach its route. */
final class Gatekeeper {
    private static final String BEARER = "Bearer ";
    private static final String LOG_IN = "Send the header 'Authorization: Bearer TOKEN'; the token stands in"
            + " admin.token in the server's data directory";

    private final Tokens tokens;
    private final Set<String> allowedHosts;

    Gatekeeper(Tokens tokens, Set<String> allowedHosts) {
        this.tokens = tokens;
        this.allowedHosts = allowedHosts;
    }

    /**
     * Refuses requests that a foreign web page made the user's browser send here under a name of its own (DNS rebinding), or
     * across origins.
     */
    void checkHost(Context context) {
        if (allowedHosts.isEmpty()) {
            return;
        }
        String host = context.header("Host");
        if (host == null || !isAllowed(host)) {
            throw new PolderException(
                    Code.DENIED,
                    "The request is addressed to a host that this server does not serve",
                    "Use http://localhost, or add the name to http.names in polder.yaml");
        }
        String origin = context.header("Origin");
        if (origin != null && !isSameOrigin(origin, host)) {
            throw new PolderException(
                    Code.DENIED,
                    "Requests from pages of another origin are not accepted",
                    "Open the page from this server's own address");
        }
    }

    void checkAccess(Context context) {
        var allowed = context.routeRoles();
        if (allowed.contains(Access.PUBLIC)) {
            return;
        }
        Principal principal = bearer(context)
                .flatMap(tokens::principal)
                .orElseThrow(() -> new PolderException(Code.UNAUTHENTICATED, "The request has no valid token", LOG_IN));
        if (!allowed.contains(principal.access())) {
            throw new PolderException(
                    Code.DENIED,
                    "The principal '" + principal.name() + "' may not do this",
                    "Use the token of a principal that may");
        }
        principal.bind(context);
    }

    private static Optional<String> bearer(Context context) {
        String header = context.header("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private boolean isAllowed(String hostHeader) {
        String name = hostHeader.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return allowedHosts.contains(name);
    }

    private static boolean isSameOrigin(String origin, String hostHeader) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(hostHeader);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
