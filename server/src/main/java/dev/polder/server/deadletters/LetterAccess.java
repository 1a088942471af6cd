package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Access;
import dev.polder.server.http.Principal;
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
        if (principal.access() != Access.USER) {
            throw new PolderException(
                    Code.DENIED,
                    principal.name() + " may not see or change dead letters of " + port,
                    "Ask an administrator of the mesh");
        }
        LOG.info("Dead letters are accessed port={} by={} wish={}", port, principal.name(), wish);
    }
}
