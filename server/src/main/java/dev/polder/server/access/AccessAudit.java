package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Json;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** What is said of a request in the audit and in its history. */
    static Map<String, String> details(AccessRequest request) {
        Map<String, String> details = new TreeMap<>();
        details.put("until", request.until().toString());
        request.columns().ifPresent(columns -> details.put("columns", words(columns)));
        request.renews().ifPresent(old -> details.put("renews", old.toString()));
        request.reason().ifPresent(reason -> details.put("reason", reason));
        return details;
    }

    /** What is said of a grant. */
    static Map<String, String> details(Grant grant, Optional<String> reason) {
        Map<String, String> details = new TreeMap<>();
        details.put("until", grant.until().toString());
        grant.columns().ifPresent(columns -> details.put("columns", words(columns)));
        if (!grant.rowFilters().isEmpty()) {
            details.put("rowFilters", String.join(" && ", grant.rowFilters()));
        }
        if (!grant.masks().isEmpty()) {
            details.put("masks", Json.text(MaskJson.of(grant.masks())));
        }
        reason.ifPresent(text -> details.put("reason", text));
        return details;
    }

    private static String words(Set<String> columns) {
        return String.join(", ", columns.stream().sorted().toList());
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
