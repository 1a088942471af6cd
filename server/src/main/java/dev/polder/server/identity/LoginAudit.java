package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the audit keeps of logins. Whoever tries many tokens fills no audit: of the failures from one address for one reason one in
 * {@link #PAUSE} is kept, with how many there were since the last.
 */
final class LoginAudit {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MOST_KNOWN = 1000;

    private record Cause(String who, String reason) {}

    private static final class Failures {
        long keptAt;
        long since;
    }

    private final AuditTrail trail;
    private final Clock clock;
    private final Map<Cause, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Cause, Failures> eldest) {
            return size() > MOST_KNOWN;
        }
    };

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
        count(new Cause(who + " " + from, reason))
                .ifPresent(count -> trail.record(new AuditEvent(
                        clock.instant(),
                        who,
                        "login",
                        Optional.empty(),
                        Outcome.DENIED,
                        Map.of("from", from, "reason", reason, "attempts", Long.toString(count)))));
    }

    /** A request that its principal may not make. */
    void refused(Principal principal, String route) {
        count(new Cause(principal.name(), route))
                .ifPresent(count -> trail.record(new AuditEvent(
                        clock.instant(),
                        principal.name(),
                        "access",
                        Optional.of(route),
                        Outcome.DENIED,
                        Map.of("attempts", Long.toString(count)))));
    }

    /** How many there were since the last that was kept, when this one is to be kept. */
    private Optional<Long> count(Cause cause) {
        synchronized (failures) {
            long now = clock.millis();
            Failures known = failures.get(cause);
            if (known == null) {
                known = new Failures();
                failures.put(cause, known);
            } else if (now - known.keptAt < PAUSE.toMillis()) {
                known.since++;
                return Optional.empty();
            }
            long count = known.since + 1;
            known.since = 0;
            known.keptAt = now;
            return Optional.of(count);
        }
    }
}
