package dev.polder.server.consumers;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortId;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which topics a principal may read now. */
final class ReadableTopics {
    private final Decider decider;
    private final Readers readers;
    private final Clock clock;
    private final Map<String, PortId> ports;

    /** @param ports every topic of the mesh with its port */
    ReadableTopics(Decider decider, Readers readers, Map<String, PortId> ports, Clock clock) {
        this.decider = decider;
        this.readers = readers;
        this.ports = ports;
        this.clock = clock;
    }

    Set<String> of(Principal principal) {
        Set<String> topics = new TreeSet<>();
        Map<PortId, Boolean> decided = new HashMap<>();
        ports.forEach((topic, port) -> {
            if (isForThemselves(topic, port, principal)
                    && decided.computeIfAbsent(port, id -> showsAll(principal, id))) {
                topics.add(topic);
            }
        });
        return topics;
    }

    boolean mayRead(Principal principal, String topic) {
        PortId port = ports.get(topic);
        return port != null && isForThemselves(topic, port, principal) && showsAll(principal, port);
    }

    /** What a gate refused, or has not seen yet, is raw: no policy knows its fields, so it stays in its domain. */
    private static boolean isForThemselves(String topic, PortId port, Principal principal) {
        return topic.equals(port.topic()) || principal.belongsTo(port.address().domain());
    }

    /** A Kafka client cannot say what it reads for: any purpose that was granted will do, and none where none is needed. */
    private boolean showsAll(Principal principal, PortId port) {
        return showsAll(principal, port, Optional.empty())
                || readers.purposes(principal, port.address()).stream()
                        .anyMatch(purpose -> showsAll(principal, port, Optional.of(purpose)));
    }

    private boolean showsAll(Principal principal, PortId port, Optional<String> purpose) {
        Decision decision = decider.decide(new ReadQuestion(principal, port, purpose, clock.instant()));
        return decision.permitted() && decision.obligations().isEmpty();
    }
}
