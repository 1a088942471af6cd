package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.AccessRequest.Step;
import dev.polder.server.access.AccessRequest.Verdict;
import dev.polder.server.access.PostgresAccessStore.Event;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;

/**
 * The way of all changes to requests and grants. Each is one transaction, with its entry in the history, and one at a time over all
 * servers; doing the same again changes nothing. Safe for many threads.
 */
final class AccessChanges {
    private final PostgresAccessStore store;
    private final Decisions decisions;
    private final AccessAudit audit;
    private final Clock clock;

    AccessChanges(PostgresAccessStore store, Decisions decisions, AuditTrail audit, Clock clock) {
        this.store = store;
        this.decisions = decisions;
        this.audit = new AccessAudit(audit, clock);
        this.clock = clock;
    }

    /** A change by which decisions stay as they are. */
    <R> R add(
            Principal by,
            String action,
            AccessRequest request,
            Map<String, String> details,
            HandleCallback<R, RuntimeException> work) {
        return audit.recorded(by, action, request, details, () -> store.change(work));
    }

    /** A change after which decisions may be others. */
    AccessRequest change(
            Principal by,
            String action,
            AccessRequest request,
            Map<String, String> details,
            HandleCallback<AccessRequest, RuntimeException> work) {
        AccessRequest after = add(by, action, request, details, work);
        decisions.grantsChanged();
        return after;
    }

    /** Ends an open request in another way than by a grant. */
    AccessRequest close(Principal by, AccessRequest request, String action, Step step, Optional<String> reason) {
        Map<String, String> details = reason.map(text -> Map.of("reason", text)).orElse(Map.of());
        return change(by, action, request, details, handle -> {
            AccessRequest now = PostgresAccessStore.find(handle, request.id()).orElseThrow();
            boolean isDone = now.step() == step
                    && now.verdict().orElseThrow().by().equals(by.name())
                    && now.verdict().get().reason().equals(reason);
            if (isDone) {
                return now;
            }
            requireOpen(now, word(step));
            PostgresAccessStore.decide(handle, request.id(), step, new Verdict(clock.instant(), by.name(), reason));
            note(handle, request.id(), by, action, details);
            return PostgresAccessStore.find(handle, request.id()).orElseThrow();
        });
    }

    void note(Handle handle, UUID id, Principal by, String action, Map<String, String> details) {
        PostgresAccessStore.note(handle, id, new Event(clock.instant(), by.name(), action, details));
    }

    /** A refusal that stands in the audit. */
    PolderException denied(Principal by, String action, AccessRequest request, String remedy) {
        PolderException refusal = new PolderException(
                Code.DENIED, by.name() + " may not " + action + " the access request " + request.id(), remedy);
        audit.denied(by, action, request, refusal);
        return refusal;
    }

    static void requireOpen(AccessRequest request, String wanted) {
        if (request.step() != Step.REQUESTED) {
            throw notPossible(request, wanted);
        }
    }

    static PolderException notPossible(AccessRequest request, String wanted) {
        String state = request.issued()
                .flatMap(AccessRequest.Issued::end)
                .map(end -> "was " + word(end.how()) + " by " + end.by() + " at " + end.at())
                .or(() -> request.verdict()
                        .map(verdict -> "was " + word(request.step()) + " by " + verdict.by() + " at " + verdict.at()))
                .orElse("is not decided");
        return new PolderException(
                Code.ACCESS_STATE,
                "The access request " + request.id() + " cannot be " + wanted + ": it " + state,
                "See 'polder access show " + request.id() + "'");
    }

    static void checkNotEnded(Handle handle, UUID old) {
        AccessRequest request = PostgresAccessStore.find(handle, old).orElseThrow();
        if (request.issued().flatMap(AccessRequest.Issued::end).isPresent()) {
            throw notPossible(request, "renewed");
        }
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
