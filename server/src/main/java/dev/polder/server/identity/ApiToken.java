package dev.polder.server.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a token; the token itself only its bearer knows.
 *
 * @param id by which it is listed and revoked
 * @param owner the user whom it stands for
 * @param name what its owner calls it
 */
record ApiToken(
        String id,
        TokenDigest digest,
        String owner,
        String name,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt) {
    ApiToken {
        Objects.requireNonNull(id);
        Objects.requireNonNull(digest);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(name);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(createdBy);
        Objects.requireNonNull(expiresAt);
        Objects.requireNonNull(revokedAt);
        Objects.requireNonNull(lastUsedAt);
    }

    boolean isUsable(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }
}
