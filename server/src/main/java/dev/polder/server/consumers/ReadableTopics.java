package dev.polder.server.consumers;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which topics a principal may read now. */
final class ReadableTopics {
    private final Decider decider;
    private final Readers readers;
    private final Instant now;
    private final Map<String, PortId> ports;

    /** @param ports every topic of the mesh with its port */
    ReadableTopics(Decider decider, Readers readers, Map<String, PortId> ports, Instant now) {
        this.decider = decider;
        this.readers = readers;
        this.ports = ports;
        this.now = now;
    }

    Set<String> of(Principal principal) {
        Set<String> topics = new TreeSet<>();
        Map<PortId, Boolean> decided = new HashMap<>();
        ports.forEach((topic, port) -> {
            if (isForThemselves(topic, port, principal)
                    && decided.computeIfAbsent(port, id -> showsAll(principal, id, now))) {
                topics.add(topic);
            }
        });
        return topics;
    }

    boolean mayRead(Principal principal, String topic) {
        PortId port = ports.get(topic);
        return port != null && isForThemselves(topic, port, principal) && showsAll(principal, port, now);
    }

    /** When a topic that may be read now may be so no more, because a grant ends by then; empty when that is after a horizon. */
    Optional<Instant> end(Principal principal, String topic, Instant horizon) {
        PortId port = ports.get(topic);
        return readers.ends(principal, port.address()).stream()
                .filter(end -> end.isAfter(now) && end.isBefore(horizon))
                .sorted()
                .filter(end -> !showsAll(principal, port, end))
                .findFirst();
    }

    /** What a gate refused, or has not seen yet, is raw: no policy knows its fields, so it stays in its domain. */
    private static boolean isForThemselves(String topic, PortId port, Principal principal) {
        return topic.equals(port.topic()) || principal.belongsTo(port.address().domain());
    }

    /** A Kafka client cannot say what it reads for: any purpose that was granted will do, and none where none is needed. */
    private boolean showsAll(Principal principal, PortId port, Instant at) {
        return showsAll(principal, port, Optional.empty(), at)
                || readers.purposes(principal, port.address()).stream()
                        .anyMatch(purpose -> showsAll(principal, port, Optional.of(purpose), at));
    }

    private boolean showsAll(Principal principal, PortId port, Optional<String> purpose, Instant at) {
        Decision decision = decider.decide(new ReadQuestion(principal, port, purpose, at));
        return decision.permitted() && decision.obligations().isEmpty();
    }
}
