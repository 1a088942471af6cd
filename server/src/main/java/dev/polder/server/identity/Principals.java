package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import java.util.List;
import java.util.Optional;

/** Everybody who is known and not disabled, with what decisions look at. Safe for use by many threads. */
public interface Principals {
    /**
     * The principal of that name, as it is now; {@code admin} always is.
     *
     * @throws dev.polder.core.problem.PolderException UNAVAILABLE when that cannot be known
     */
    Optional<Principal> find(String name);

    /** All people and service accounts, by name; not the principals of Polder itself. */
    List<Principal> all();
}
