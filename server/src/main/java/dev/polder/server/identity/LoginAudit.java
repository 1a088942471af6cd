package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.server.http.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the audit keeps of who came in, and of who was refused where no feature knows more about it. */
final class LoginAudit {
    private static final String NOBODY = "-";

    private final AuditTrail trail;
    private final Clock clock;

    LoginAudit(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    /** @param how such as {@code token k3x…} */
    void succeeded(Principal principal, String how, String from) {
        trail.record(new AuditEvent(
                clock.instant(), principal.name(), "login", Optional.of(how), Outcome.ALLOWED, Map.of("from", from)));
    }

    /** @param who the user whose token it was; {@code -} when nobody is known */
    void failed(String who, String reason, String from) {
        trail.record(new AuditEvent(
                clock.instant(),
                who,
                "login",
                Optional.empty(),
                Outcome.DENIED,
                Map.of("from", from, "reason", reason)));
    }

    void refused(Refusal refusal) {
        Map<String, String> details = new TreeMap<>();
        details.put("from", refusal.from());
        details.put("path", refusal.path());
        refusal.code().ifPresent(code -> details.put("problem", code.name()));
        refusal.problem().ifPresent(reason -> details.put("reason", reason));
        trail.record(new AuditEvent(
                clock.instant(),
                refusal.principal().map(Principal::name).orElse(NOBODY),
                "access",
                Optional.of(refusal.route()),
                Outcome.DENIED,
                details));
    }
}
