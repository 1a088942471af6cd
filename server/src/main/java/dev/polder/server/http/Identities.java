package dev.polder.server.http;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.PolderException;
import java.util.Optional;

/** Who the bearer of a token is. Safe for use by many threads. */
public interface Identities {
    /**
     * Asks memory only and never waits; empty means that {@link #identify} must be asked.
     *
     * @param from the address that the request came from
     */
    Optional<Principal> known(String token, String from);

    /**
     * Finds out, however long that takes.
     *
     * @param from the address that the request came from
     * @throws PolderException UNAUTHENTICATED, without a word of the token; OVERLOADED when
     *     too many came from there that were worth nothing; UNAVAILABLE or AUDIT_UNAVAILABLE when it cannot be known
     */
    Principal identify(String token, String from);

    /**
     * Whom a token that was identified before stands for now, perhaps after waiting; empty when for nobody any more. Is no login.
     *
     * @throws PolderException UNAVAILABLE when it cannot be known
     */
    default Optional<Principal> still(String token) {
        return known(token, "");
    }

    /**
     * Told of every request that was refused to somebody whose token is right, or who sent it to a wrong host.
     *
     * @throws PolderException AUDIT_UNAVAILABLE
     */
    default void refused(Refusal refusal) {}
}
