package dev.polder.server.consumers;

import dev.polder.server.database.Poller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rights away while it cannot be asked whether they still count, because the database is away: each one when the grant that it
 * comes from ends, and all of them when nothing could be asked for {@link #PATIENCE}. Looks at nothing but the clock and the broker.
 */
final class HeldRights implements AutoCloseable {
    /** Longer than a database takes to fail over. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(HeldRights.class);
    /** Passes come much more often; whoever says nothing for so long waits for the database. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final TopicRights rights;
    private final Clock clock;
    private final Duration patience;
    private final Poller poller = new Poller("kafka-rights-held", INTERVAL, this::look);
    private Map<KafkaUser, Map<String, Optional<Instant>>> held = Map.of();
    private Map<KafkaUser, Set<String>> taken = new HashMap<>();
    private long confirmed = System.nanoTime();

    /** @param patience after how long without an answer everything is taken */
    HeldRights(TopicRights rights, Clock clock, Duration patience) {
        this.rights = rights;
        this.clock = clock;
        this.patience = patience;
    }

    void start() {
        poller.start();
    }

    /** Until when the ends of grants must be known. */
    Instant horizon() {
        return clock.instant().plus(patience).plus(SILENCE);
    }

    /** What users may read, as was just decided, with the moment at which that ends when it is before the horizon. */
    synchronized void confirm(Map<KafkaUser, Map<String, Optional<Instant>>> rights) {
        held = Map.copyOf(rights);
        confirmed = System.nanoTime();
    }

    /** Leaves the rights to another server. */
    synchronized void release() {
        held = Map.of();
    }

    /** What was taken since somebody asked last. */
    synchronized Map<KafkaUser, Set<String>> taken() {
        Map<KafkaUser, Set<String>> since = taken;
        taken = new HashMap<>();
        return since;
    }

    private void look() {
        Map<KafkaUser, Set<String>> due = due();
        if (!due.isEmpty()) {
            take(due, rights.forbid(due));
        }
    }

    private synchronized Map<KafkaUser, Set<String>> due() {
        Duration silent = Duration.ofNanos(System.nanoTime() - confirmed);
        Map<KafkaUser, Set<String>> due = new HashMap<>();
        if (silent.compareTo(SILENCE) < 0) {
            return due;
        }
        boolean all = silent.compareTo(patience) > 0;
        Instant now = clock.instant();
        held.forEach((user, topics) -> {
            Set<String> ended = new HashSet<>();
            topics.forEach((topic, end) -> {
                if (all || end.filter(moment -> !moment.isAfter(now)).isPresent()) {
                    ended.add(topic);
                }
            });
            if (!ended.isEmpty()) {
                due.put(user, ended);
            }
        });
        return due;
    }

    private synchronized void take(Map<KafkaUser, Set<String>> due, Map<KafkaUser, Set<String>> had) {
        Map<KafkaUser, Map<String, Optional<Instant>>> left = new HashMap<>();
        held.forEach((user, topics) -> {
            Map<String, Optional<Instant>> kept = new HashMap<>(topics);
            kept.keySet().removeAll(due.getOrDefault(user, Set.of()));
            left.put(user, kept);
        });
        held = left;
        had.forEach((user, topics) -> {
            taken.computeIfAbsent(user, ignored -> new HashSet<>()).addAll(topics);
            LOG.warn("Topics are read no more, without the database principal={} topics={}", user.principal(), topics);
        });
    }

    @Override
    public void close() {
        poller.close();
    }
}
