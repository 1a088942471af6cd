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
import java.util.TreeMap;

/**
 * What the audit keeps of logins. Whoever tries many tokens fills no audit: of the failures from one address for one reason one in
 * {@link #PAUSE} is kept, with how many there were since the last, and {@value #MOST_KEPT} of all addresses, with how many others there
 * were.
 */
final class LoginAudit {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MOST_KNOWN = 1000;
    static final int MOST_KEPT = 50;

    private record Cause(String who, String reason) {}

    private static final class Failures {
        long keptAt;
        long since;
        boolean kept;
    }

    private final AuditTrail trail;
    private final Clock clock;
    private long windowAt;
    private int keptInWindow;
    private long others;
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
        count(new Cause(who + " " + from, reason)).ifPresent(counts -> {
            counts.put("from", from);
            counts.put("reason", reason);
            trail.record(new AuditEvent(clock.instant(), who, "login", Optional.empty(), Outcome.DENIED, counts));
        });
    }

    /** A request that its principal may not make. */
    void refused(Principal principal, String route) {
        count(new Cause(principal.name(), route))
                .ifPresent(counts -> trail.record(new AuditEvent(
                        clock.instant(), principal.name(), "access", Optional.of(route), Outcome.DENIED, counts)));
    }

    /** How many there were, when this one is to be kept: of the same cause since the last, and others that were not kept at all. */
    private Optional<Map<String, String>> count(Cause cause) {
        synchronized (failures) {
            long now = clock.millis();
            Failures known = failures.computeIfAbsent(cause, unused -> new Failures());
            known.since++;
            if (known.kept && now - known.keptAt < PAUSE.toMillis()) {
                return Optional.empty();
            }
            if (now - windowAt >= PAUSE.toMillis()) {
                windowAt = now;
                keptInWindow = 0;
            }
            if (keptInWindow == MOST_KEPT) {
                others++;
                return Optional.empty();
            }
            keptInWindow++;
            Map<String, String> counts = new TreeMap<>();
            counts.put("attempts", Long.toString(known.since));
            if (others > 0) {
                counts.put("others", Long.toString(others));
            }
            others = 0;
            known.since = 0;
            known.keptAt = now;
            known.kept = true;
            return Optional.of(counts);
        }
    }
}
