package dev.polder.server.deadletters;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.DomainRights;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do what with dead letters: the one place that decides. A dead letter holds a record as it came, with every value that the
 * contract classifies, and what the gate refused has no columns that could be masked or left out: so records are shown to developers of
 * the domain who may read the port and owe nothing, and to nobody else. Who replays sees values of what is refused again, and can ask
 * for values with an edit, so that needs the same. Counts and reasons hold no values.
 */
final class LetterAccess {
    private final Decider decider;
    private final AuditTrail audit;
    private final Clock clock;

    LetterAccess(Decider decider, AuditTrail audit, Clock clock) {
        this.decider = decider;
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
        Optional<PolderException> refusal = refusal(principal, port, wish);
        audit.record(new AuditEvent(
                clock.instant(),
                principal.name(),
                "letters." + word(wish),
                Optional.of(port.toString()),
                refusal.isPresent() ? Outcome.DENIED : Outcome.ALLOWED,
                refusal.map(denied -> Map.of("reason", denied.getMessage())).orElse(Map.of())));
        refusal.ifPresent(denied -> {
            throw denied;
        });
    }

    private Optional<PolderException> refusal(Principal principal, PortId port, Wish wish) {
        try {
            DomainRights.require(principal, port.address().domain(), DomainRole.DEVELOPER);
            if (wish != Wish.DISCARD) {
                requireWhole(principal, port, wish);
            }
            return Optional.empty();
        } catch (PolderException e) {
            return Optional.of(e);
        }
    }

    private void requireWhole(Principal principal, PortId port, Wish wish) {
        ReadQuestion question = new ReadQuestion(principal, port, Optional.empty(), clock.instant());
        Decision decision = decider.decide(question);
        decision.require(question);
        Obligations owed = decision.obligations();
        if (!owed.isEmpty()) {
            String what = !owed.masks().isEmpty() ? "masks" : owed.columns().isPresent() ? "columns" : "rows";
            throw new PolderException(
                    Code.DENIED,
                    principal.name() + " may not " + word(wish) + " dead letters of " + port
                            + ": they are records as they came, in which the " + what + " that " + principal.name()
                            + " may see cannot be kept to",
                    "Leave it to somebody who may read the port as it is; 'polder can-i read " + port.address()
                            + "' shows what is owed and why");
        }
    }

    private static String word(Wish wish) {
        return wish.name().toLowerCase(Locale.ROOT);
    }
}
