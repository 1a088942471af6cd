package dev.polder.server.http;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.PolderException;
import java.util.Optional;

/** Who the bearer of a token is. Safe for use by many threads. */
public interface Identities {
    /** Asks memory only and never waits; empty means that {@link #identify} must be asked. */
    Optional<Principal> known(String token);

    /** @throws PolderException UNAUTHENTICATED, without a word of the token */
    Principal identify(String token);
}
