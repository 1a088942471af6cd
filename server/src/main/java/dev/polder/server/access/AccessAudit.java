package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.problem.PolderException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps what is done about access in the audit, before it is done; what then cannot be done stands there as well. */
final class AccessAudit {
    private final AuditTrail trail;
    private final Clock clock;

    AccessAudit(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    <R> R recorded(Principal by, String action, AccessRequest request, Map<String, String> details, Supplier<R> work) {
        Map<String, String> all = new HashMap<>(details);
        all.put("request", request.id().toString());
        all.put("grantee", request.grantee().name());
        all.put("purpose", request.purpose());
        record(by, action, request, Outcome.ALLOWED, all);
        try {
            return work.get();
        } catch (PolderException e) {
            all.put("code", e.code().name());
            record(by, action, request, Outcome.FAILED, all);
            throw e;
        }
    }

    void denied(Principal by, String action, AccessRequest request, PolderException refusal) {
        record(
                by,
                action,
                request,
                Outcome.DENIED,
                Map.of("request", request.id().toString(), "reason", refusal.getMessage()));
    }

    private void record(
            Principal by, String action, AccessRequest request, Outcome outcome, Map<String, String> details) {
        trail.record(new AuditEvent(
                clock.instant(),
                by.name(),
                "grant." + action,
                Optional.of(request.port().toString()),
                outcome,
                details));
    }
}
