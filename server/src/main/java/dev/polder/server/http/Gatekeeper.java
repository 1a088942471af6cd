package dev.polder.server.http;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Kind;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Decides whether a request may reach its route. */
final class Gatekeeper {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    /**
     * Clients of a schema registry know no other way to log in than with a name and a password. Elsewhere a password is not
     * taken: browsers keep them and send them for any page.
     */
    private static final Pattern BASIC_PATHS = Pattern.compile("/schema-registry(/.*)?");

    private static final String LOG_IN =
            "Log in: polder login; other programs send the header 'Authorization: Bearer TOKEN'. An administrator makes"
                    + " tokens, whose own is in admin.token in the server's data directory";

    private final Identities identities;
    private final Set<String> allowedHosts;
    private final RequestShares shares;

    Gatekeeper(Identities identities, Set<String> allowedHosts, RequestShares shares) {
        this.shares = shares;
        this.identities = identities;
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

    void checkAccess(Context context, Set<Access> allowed) {
        if (allowed.contains(Access.PUBLIC)) {
            return;
        }
        String token = token(context).orElseThrow(Gatekeeper::unknown);
        Principal principal = identities.identify(token, context.ip());
        shares.take(principal, context);
        Optional<DomainName> domain =
                Optional.ofNullable(context.pathParamMap().get(Access.DOMAIN)).flatMap(Gatekeeper::domain);
        Caller.bind(context, principal, () -> identities.still(token));
        if (!admits(allowed, principal, domain)) {
            throw refusal(principal, domain, allowed);
        }
    }

    /**
     * Keeps a refusal in the audit, unless its route has done so. What identifies nobody was kept when it was looked at.
     *
     * @return what is to be answered: AUDIT_UNAVAILABLE when it cannot be kept
     */
    PolderException kept(Context context, PolderException refusal) {
        if (refusal.code().kind() != Kind.DENIED || refusal.code() == Code.UNAUTHENTICATED) {
            return refusal;
        }
        try {
            keep(context, Optional.of(refusal));
            return refusal;
        } catch (PolderException e) {
            return e;
        }
    }

    /** @param refusal empty when the route has answered it in a form of its own */
    void keep(Context context, Optional<PolderException> refusal) {
        if (!Caller.isRefusalRecorded(context)) {
            Caller.refusalIsRecorded(context);
            identities.refused(new Refusal(
                    Caller.known(context),
                    context.ip(),
                    context.method() + " " + context.endpoint().path,
                    Secrets.redacted(context.path()),
                    refusal.map(PolderException::code),
                    refusal.map(PolderException::getMessage).map(Secrets::redacted)));
        }
    }

    private static PolderException refusal(Principal principal, Optional<DomainName> domain, Set<Access> allowed) {
        if (domain.isPresent() && allowed.contains(Access.DEVELOPER)) {
            return DomainRights.refusal(principal, domain.get(), DomainRole.DEVELOPER);
        }
        if (domain.isPresent() && allowed.contains(Access.OWNER)) {
            return DomainRights.refusal(principal, domain.get(), DomainRole.OWNER);
        }
        return new PolderException(
                Code.DENIED,
                "The principal '" + principal.name() + "' may not do this",
                "It is for " + whom(allowed) + "; 'polder whoami' says what you are");
    }

    private static String whom(Set<Access> allowed) {
        if (allowed.contains(Access.GOVERNANCE)) {
            return "members of the federation (role governance) and admins of the mesh";
        }
        return allowed.equals(Set.of(Access.SYSTEM)) ? "Polder's own programs" : "admins of the mesh";
    }

    /** For a request without a token, or with one that nobody has. */
    static PolderException unknown() {
        return unauthenticated("The request has no valid token");
    }

    /** For whoever cannot be told who they are. */
    static PolderException unauthenticated(String problem) {
        return new PolderException(Code.UNAUTHENTICATED, problem, LOG_IN);
    }

    /**
     * Who a request is from, if it plainly may reach a route. Whoever is not admitted here may still be by {@link #checkHost} and
     * {@link #checkAccess}, which say what is wrong.
     */
    Optional<Principal> admit(HttpFields headers, String from, Set<Access> allowed, Optional<String> domain) {
        String host = headers.get(HttpHeader.HOST);
        String authorization = headers.get(HttpHeader.AUTHORIZATION);
        boolean addressed = allowedHosts.isEmpty() || host != null && isAllowed(host);
        if (!addressed
                || headers.contains(HttpHeader.ORIGIN)
                || authorization == null
                || !authorization.startsWith(BEARER)) {
            return Optional.empty();
        }
        return identities
                .known(authorization.substring(BEARER.length()).strip(), from)
                .filter(principal -> admits(allowed, principal, domain.flatMap(Gatekeeper::domain)));
    }

    private static boolean admits(Set<Access> allowed, Principal principal, Optional<DomainName> domain) {
        for (Access access : allowed) {
            if (access.admits(principal, domain)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<DomainName> domain(String name) {
        // As addresses in paths are read: snake_case means the same.
        String unfolded = name.replace('_', '-');
        return DomainName.isValid(unfolded) ? Optional.of(new DomainName(unfolded)) : Optional.empty();
    }

    private static Optional<String> token(Context context) {
        String header = context.header("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(header.substring(BEARER.length()).strip());
        }
        boolean basic = header.regionMatches(true, 0, BASIC, 0, BASIC.length());
        return basic && BASIC_PATHS.matcher(context.path()).matches()
                ? password(header.substring(BASIC.length()).strip())
                : Optional.empty();
    }

    /** The token alone says who it is; the user's name is whatever the tool was given. */
    private static Optional<String> password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isAllowed(String hostHeader) {
        int end = hostHeader.length();
        while (end > 0 && hostHeader.charAt(end - 1) >= '0' && hostHeader.charAt(end - 1) <= '9') {
            end--;
        }
        boolean hasPort = end > 0 && hostHeader.charAt(end - 1) == ':';
        String name = hasPort ? hostHeader.substring(0, end - 1) : hostHeader;
        return allowedHosts.contains(name.toLowerCase(Locale.ROOT));
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
