package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.server.database.Poller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever is refused again and again fills no audit: each principal's refusals are kept one by one up to a budget that grows slowly, and
 * those beyond it are counted, in an entry {@code refusals.more} a minute. Nobody's flood takes of another one's budget. Refusals of
 * nobody who is known have a budget for each address, and one for all addresses together. Thread-safe.
 */
final class BoundedRefusals implements AuditTrail, AutoCloseable {
    /** Of a principal, at once. */
    static final int MOST = 1_000;
    /** Of one address that nobody is known from, at once. */
    static final int MOST_OF_ADDRESS = 100;
    /** Summed up together. */
    static final Duration SUMMED = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(BoundedRefusals.class);
    /** After which one more is kept. */
    private static final Duration EACH = Duration.ofSeconds(10);

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int MOST_ADDRESSES = 10_000;
    /** What is counted by itself in one entry. */
    private static final int MOST_COUNTS = 50;

    private static final String NOBODY = "-";
    private static final String FROM = "from";
    private static final String LOGIN = "login";

    /** How many may be kept. */
    private static final class Budget {
        private final double most;
        private double left;
        private long at;

        Budget(double most, long now) {
            this.most = most;
            this.left = most;
            this.at = now;
        }

        boolean isLeft(long now) {
            left = Math.min(most, left + Math.max(0, now - at) / (double) EACH.toMillis());
            at = now;
            return left >= 1;
        }

        void take() {
            left--;
        }
    }

    /** Those that were not kept. */
    private static final class More {
        private final Instant since;
        private final Map<String, Long> counts = new TreeMap<>();
        private long others;
        private long all;

        More(Instant since) {
            this.since = since;
        }

        void count(String what, long times) {
            all += times;
            if (counts.size() < MOST_COUNTS || counts.containsKey(what)) {
                counts.merge(what, times, Long::sum);
            } else {
                others += times;
            }
        }

        void count(More more) {
            all += more.others;
            others += more.others;
            more.counts.forEach(this::count);
        }

        AuditEvent event(String principal, Instant now) {
            Map<String, String> details = new TreeMap<>();
            counts.forEach((what, count) -> details.put(what, Long.toString(count)));
            if (others > 0) {
                details.put("others", Long.toString(others));
            }
            details.put("more", Long.toString(all));
            details.put("since", since.toString());
            return new AuditEvent(now, principal, "refusals.more", Optional.empty(), Outcome.DENIED, details);
        }
    }

    private final AuditTrail trail;
    private final Clock clock;
    private final Poller poller = new Poller("refusals", INTERVAL, () -> sumUp(SUMMED));
    /** Of principals there are only so many; what their tokens are refused for takes nothing of what they are refused themselves. */
    private final Map<String, Budget> principals = new HashMap<>();

    private final Map<String, Budget> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Budget> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };
    private final Budget nobody;
    private final Map<String, More> more = new LinkedHashMap<>();

    BoundedRefusals(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
        this.nobody = new Budget(MOST, clock.millis());
    }

    void start() {
        poller.start();
    }

    @Override
    public void record(AuditEvent event) {
        if (event.outcome() != Outcome.DENIED || isKept(event)) {
            trail.record(event);
        }
    }

    private synchronized boolean isKept(AuditEvent event) {
        long now = clock.millis();
        boolean known = !event.principal().equals(NOBODY);
        String address = event.details().getOrDefault(FROM, "");
        Budget own = known
                ? principals.computeIfAbsent(
                        event.principal() + (event.action().equals(LOGIN) ? " " + LOGIN : ""),
                        name -> new Budget(MOST, now))
                : addresses.computeIfAbsent(address, name -> new Budget(MOST_OF_ADDRESS, now));
        if (own.isLeft(now) && (known || nobody.isLeft(now))) {
            own.take();
            if (!known) {
                nobody.take();
            }
            return true;
        }
        String what =
                event.action() + event.target().map(target -> " " + target).orElse("");
        more.computeIfAbsent(event.principal(), name -> new More(clock.instant()))
                .count(known ? what : what + " from " + address, 1);
        return false;
    }

    /** Writes how many there were, for those that have been counted for so long. */
    void sumUp(Duration counted) {
        Instant now = clock.instant();
        for (Map.Entry<String, More> due : due(now.minus(counted)).entrySet()) {
            try {
                trail.record(due.getValue().event(due.getKey(), now));
            } catch (RuntimeException e) {
                // Whatever it is: what was counted is in nobody else's hands.
                LOG.warn("Refusals cannot be summed up in the audit now problem={}", e.toString());
                putBack(due.getKey(), due.getValue());
            }
        }
    }

    private synchronized Map<String, More> due(Instant latest) {
        Map<String, More> due = new LinkedHashMap<>(more);
        due.values().removeIf(counted -> counted.since.isAfter(latest));
        more.keySet().removeAll(due.keySet());
        return due;
    }

    private synchronized void putBack(String principal, More counted) {
        Optional.ofNullable(more.put(principal, counted)).ifPresent(counted::count);
    }

    /** What was counted stands in the audit. */
    @Override
    public void close() {
        poller.close();
        sumUp(Duration.ZERO);
    }
}
