package dev.polder.server.identity;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.IdentityConfig;
import dev.polder.server.identity.Changes.What;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Making, listing and revoking API tokens: everybody their own, admins those of all. */
final class TokenService {
    private static final int LONGEST_NAME = 100;
    private static final int MOST_OF_ONE = 100;

    private final Changes changes;
    private final IdentityConfig config;

    TokenService(Changes changes, IdentityConfig config) {
        this.changes = changes;
        this.config = config;
    }

    /** A token with its text, which nobody can ask for again. */
    record Made(ApiToken token, TokenSecret secret) {}

    /**
     * @param owner whom it stands for; the principal itself without one
     * @param lifetime the configured one without one
     */
    Made make(Principal by, Optional<String> owner, String name, Optional<Duration> lifetime) {
        String whose = owner.orElse(by.name());
        requireRight(by, whose);
        User user = changes.now().user(whose).orElseThrow(() -> noTokens(whose));
        String title = name.strip();
        if (title.isEmpty() || title.length() > LONGEST_NAME) {
            throw new PolderException(
                    Code.USAGE,
                    "The token has no name, or one of more than " + LONGEST_NAME + " characters",
                    "Say what it is for, so that you know later which one to revoke");
        }
        Instant now = changes.instant();
        if (changes.now().tokensOf(whose).stream()
                        .filter(token -> token.isUsable(now))
                        .count()
                >= MOST_OF_ONE) {
            throw new PolderException(
                    Code.OVERLOADED, "'" + whose + "' has " + MOST_OF_ONE + " tokens", "Revoke some of them first");
        }
        TokenSecret secret = TokenSecret.random();
        ApiToken token = new ApiToken(
                TokenSecret.randomId(),
                secret.digest(),
                user.name(),
                title,
                now,
                by.name(),
                now.plus(lifetime(lifetime)),
                Optional.empty(),
                Optional.empty());
        What what = new What(
                "token.create",
                token.id(),
                Map.of("owner", whose, "expires", token.expiresAt().toString()));
        changes.make(by, what, (handle, store) -> store.add(handle, token));
        return new Made(token, secret);
    }

    private Duration lifetime(Optional<Duration> wanted) {
        Duration lifetime = wanted.orElse(config.tokenLifetime());
        if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(config.longestTokenLifetime()) > 0) {
            throw new PolderException(
                    Code.USAGE,
                    "A token cannot live for " + lifetime,
                    "Choose at most " + config.longestTokenLifetime().toDays() + " days");
        }
        return lifetime;
    }

    /** All that are not forgotten yet, the newest first. */
    List<ApiToken> list(Principal by, Optional<String> owner) {
        String whose = owner.orElse(by.name());
        requireRight(by, whose);
        Map<String, Instant> used = changes.store().lastUsed();
        return changes.now().tokensOf(whose).stream()
                .map(token -> new ApiToken(
                        token.id(),
                        token.digest(),
                        token.owner(),
                        token.name(),
                        token.createdAt(),
                        token.createdBy(),
                        token.expiresAt(),
                        token.revokedAt(),
                        Optional.ofNullable(used.get(token.id()))))
                .sorted(Comparator.comparing(ApiToken::createdAt).reversed().thenComparing(ApiToken::id))
                .toList();
    }

    void revoke(Principal by, String id) {
        // Somebody else's token and none are the same to whoever may not know of it.
        ApiToken token = changes.now()
                .token(id)
                .filter(found -> found.owner().equals(by.name()) || by.is(MeshRole.ADMIN))
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND, "There is no token '" + id + "'", "See yours: polder token list"));
        if (token.revokedAt().isPresent()) {
            return;
        }
        changes.make(
                by,
                new What("token.revoke", id, Map.of("owner", token.owner())),
                (handle, store) -> store.revoke(handle, id, changes.instant()));
    }

    private static void requireRight(Principal by, String owner) {
        if (!owner.equals(by.name()) && !by.is(MeshRole.ADMIN)) {
            throw new PolderException(
                    Code.DENIED,
                    "The tokens of '" + owner + "' are not those of '" + by.name() + "'",
                    "Ask an administrator of the mesh");
        }
    }

    private static PolderException noTokens(String name) {
        if (AccountName.isPossible(name)) {
            return UserService.unknown(name);
        }
        return new PolderException(
                Code.USAGE,
                "'" + name + "' is Polder's own and has no API tokens",
                "Make a user of your own with 'polder user add NAME --role admin', and a token for it with --user NAME");
    }
}
