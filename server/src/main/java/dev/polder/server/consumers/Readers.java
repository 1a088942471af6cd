package dev.polder.server.consumers;

import dev.polder.core.access.Principal;
import dev.polder.core.name.PortAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the rest of the server knows of those who read. Safe for use by many threads. */
public interface Readers {
    /** The principal of that name as it is now, with its teams; empty when there is none or it may not log in any more. */
    Optional<Principal> principal(String name);

    /** What the grants that the principal holds for the port are for, its teams' too. */
    Set<String> purposes(Principal principal, PortAddress port);

    /** When these grants end. */
    Set<Instant> ends(Principal principal, PortAddress port);
}
