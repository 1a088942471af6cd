package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.WriteBehind;
import dev.polder.server.http.Identities;
import dev.polder.server.http.Refusal;
import dev.polder.server.http.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Who shows a token: the administrator and the processing program with those of the data directory, users with API tokens, people of
 * an organisation with tokens of its provider. A token that was just used is known from memory alone.
 */
final class Bearers implements Identities {
    private static final String LOG_IN = "Log in again: polder login; or ask an administrator for a new token";

    /** Whom a token stands for. */
    private sealed interface Bearer {}

    /** @param session under which uses of the token are noted */
    private record Known(Principal principal, String session) implements Bearer {}

    /** @param user whose token it is; {@code -} when nobody is known */
    private record Refused(String user, String reason) implements Bearer {}

    private final Tokens own;
    private final Directory directory;
    private final Optional<OidcLogins> oidc;
    private final LoginAudit audit;
    private final WriteBehind<String, Instant> used;
    private final Clock clock;
    private final Sessions sessions = new Sessions();
    private final FailedLogins failures = new FailedLogins(System::nanoTime);

    Bearers(
            Tokens own,
            Directory directory,
            Optional<OidcLogins> oidc,
            LoginAudit audit,
            WriteBehind<String, Instant> used,
            Clock clock) {
        this.own = own;
        this.directory = directory;
        this.oidc = oidc;
        this.audit = audit;
        this.used = used;
        this.clock = clock;
    }

    @Override
    public Optional<Principal> known(String token, String from) {
        Optional<Bearer> bearer = token.startsWith(TokenSecret.PREFIX)
                ? directory
                        .atHand()
                        .map(snapshot -> ofApiToken(snapshot, token))
                        .filter(Known.class::isInstance)
                        .or(() -> ofOwn(token))
                : ownOrProvider(token);
        if (bearer.isEmpty() || !(bearer.get() instanceof Known known)) {
            return Optional.empty();
        }
        if (known.principal().kind() == Kind.SYSTEM) {
            return Optional.of(known.principal());
        }
        long now = clock.millis();
        Sessions.Use use = sessions.use(known.session(), from, now);
        if (use == Sessions.Use.LOGIN) {
            return Optional.empty();
        }
        if (use == Sessions.Use.LATER) {
            note(known.session(), from, now);
        }
        return Optional.of(known.principal());
    }

    @Override
    public Principal identify(String token, String from) {
        Optional<Principal> known = known(token, from);
        if (known.isPresent()) {
            return known.get();
        }
        Bearer bearer = bearer(token);
        if (bearer instanceof Refused refused) {
            audit.failed(refused.user(), refused.reason(), from);
            failures.count(from, refused.user());
            throw new PolderException(Code.UNAUTHENTICATED, refused.reason(), LOG_IN);
        }
        Known found = (Known) bearer;
        long now = clock.millis();
        if (found.principal().kind() != Kind.SYSTEM && sessions.use(found.session(), from, now) == Sessions.Use.LOGIN) {
            audit.succeeded(found.principal(), found.session(), from);
        }
        note(found.session(), from, now);
        return found.principal();
    }

    @Override
    public Optional<Principal> still(String token) {
        return bearer(token) instanceof Known known ? Optional.of(known.principal()) : Optional.empty();
    }

    @Override
    public void refused(Refusal refusal) {
        audit.refused(refusal);
    }

    private void note(String session, String from, long now) {
        sessions.note(session, from, now);
        used.add(session, Instant.ofEpochMilli(now));
    }

    private Optional<Bearer> ownOrProvider(String token) {
        Optional<Bearer> provided = oidc.filter(logins -> OidcLogins.isOne(token))
                .flatMap(logins -> logins.known(token))
                .map(login -> new Known(login.principal(), login.session()));
        return provided.isPresent() ? provided : ofOwn(token);
    }

    private Optional<Bearer> ofOwn(String token) {
        return own.known(token).map(principal -> new Known(principal, principal.name() + ".token"));
    }

    private Bearer bearer(String token) {
        // The administrator comes in although the database does not answer.
        Optional<Bearer> ofOwn = ofOwn(token);
        if (ofOwn.isPresent()) {
            return ofOwn.get();
        }
        if (token.startsWith(TokenSecret.PREFIX)) {
            Bearer bearer = ofApiToken(directory.now(), token);
            return bearer instanceof Known ? bearer : ofApiToken(directory.anew(), token);
        }
        if (oidc.isEmpty() || !OidcLogins.isOne(token)) {
            return new Refused("-", "The request has no valid token");
        }
        try {
            OidcLogins.Login login = oidc.get().verify(token);
            return new Known(login.principal(), login.session());
        } catch (OidcRefusal e) {
            return new Refused(e.user(), e.getMessage());
        }
    }

    private Bearer ofApiToken(Snapshot snapshot, String token) {
        Optional<ApiToken> found = snapshot.token(TokenDigest.of(token));
        if (found.isEmpty()) {
            return new Refused("-", "The request has no valid token");
        }
        ApiToken known = found.get();
        if (known.revokedAt().isPresent()) {
            return new Refused(known.owner(), "The token " + known.id() + " was revoked");
        }
        if (!known.isUsable(clock.instant())) {
            return new Refused(known.owner(), "The token " + known.id() + " has expired");
        }
        Optional<Principal> principal = snapshot.principal(known.owner());
        return principal.isPresent()
                ? new Known(principal.get(), known.id())
                : new Refused(known.owner(), snapshot.absence(known.owner()));
    }
}
