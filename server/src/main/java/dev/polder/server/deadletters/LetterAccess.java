package dev.polder.server.deadletters;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.name.PortId;
import dev.polder.server.http.DomainRights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may do what with dead letters: the one place that decides. A dead letter holds a record as it came, with every value that the
 * contract classifies; counts and reasons hold none.
 */
final class LetterAccess {
    private static final Logger LOG = LoggerFactory.getLogger(LetterAccess.class);

    private LetterAccess() {}

    /** What is asked for. */
    enum Wish {
        /** To see raw records. */
        READ,
        /** To bring records to the port, edited or not. */
        REPLAY,
        DISCARD
    }

    /** Refuses with DENIED, and leaves a trace of what is granted. */
    static void check(Principal principal, PortId port, Wish wish) {
        DomainRights.require(principal, port.address().domain(), DomainRole.DEVELOPER);
        LOG.info("Dead letters are accessed port={} by={} wish={}", port, principal.name(), wish);
    }
}
