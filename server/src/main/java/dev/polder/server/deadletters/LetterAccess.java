package dev.polder.server.deadletters;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.name.PortId;
import dev.polder.server.http.DomainRights;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do what with dead letters: the one place that decides. A dead letter holds a record as it came, with every value that the
 * contract classifies; counts and reasons hold none.
 */
final class LetterAccess {
    private final AuditTrail audit;
    private final Clock clock;

    LetterAccess(AuditTrail audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** What is asked for. */
    enum Wish {
        /** To see raw records. */
        READ,
        /** To bring records to the port, edited or not. */
        REPLAY,
        DISCARD
    }

    /** Refuses with DENIED; either way it stands in the audit. */
    void check(Principal principal, PortId port, Wish wish) {
        boolean allowed = DomainRights.has(principal, port.address().domain(), DomainRole.DEVELOPER);
        audit.record(new AuditEvent(
                clock.instant(),
                principal.name(),
                "letters." + wish.name().toLowerCase(Locale.ROOT),
                Optional.of(port.toString()),
                allowed ? Outcome.ALLOWED : Outcome.DENIED,
                Map.of()));
        DomainRights.require(principal, port.address().domain(), DomainRole.DEVELOPER);
    }
}
