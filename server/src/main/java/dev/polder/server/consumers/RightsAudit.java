package dev.polder.server.consumers;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.problem.PolderException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the audit keeps of Kafka users and their rights: Kafka itself does not say who read what. */
final class RightsAudit {
    private static final Logger LOG = LoggerFactory.getLogger(RightsAudit.class);

    private final AuditTrail trail;
    private final Clock clock;

    RightsAudit(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * Something that a principal does to its own user, before it is done.
     *
     * @throws PolderException AUDIT_UNAVAILABLE: then it must not be done
     */
    void credentials(String principal, String what) {
        record(principal, "kafka.credentials." + what, Optional.empty());
    }

    /**
     * Topics that a principal may read, before it may.
     *
     * @throws PolderException AUDIT_UNAVAILABLE: then it may not
     */
    void given(KafkaUser user, Set<String> topics) {
        topics.forEach(topic -> record(user.principal(), "kafka.right.give", Optional.of(topic)));
    }

    /** Topics that a principal may read no more. That is done whether or not it can be kept. */
    void taken(KafkaUser user, Set<String> topics) {
        try {
            topics.forEach(topic -> record(user.principal(), "kafka.right.take", Optional.of(topic)));
        } catch (PolderException e) {
            LOG.error(
                    "A right was taken, and the audit does not have it principal={} topics={}",
                    user.principal(),
                    topics);
        }
    }

    private void record(String principal, String action, Optional<String> target) {
        trail.record(new AuditEvent(clock.instant(), principal, action, target, AuditEvent.Outcome.ALLOWED, Map.of()));
    }
}
