package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.deadletters.LetterTopics.Extent;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads dead-letter topics into the index: by itself about once a second, and up to their end when asked. Thread-safe. */
final class LetterFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterFollower.class);
    /** Messages that somebody who asks can wait for. */
    private static final long QUICK = 20_000;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);

    /**
     * A port whose dead letters are followed.
     *
     * @param retention of its dead letters
     */
    record Followed(PortId port, Duration retention) {}

    private record Place(PortId port, String topicId, int partition) {}

    private final PostgresLetterIndex index;
    private final LetterTopics topics;
    private final Supplier<Collection<Followed>> ports;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "dead-letters");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long cleaned = System.nanoTime() - HOUSEKEEPING.toNanos();

    LetterFollower(PostgresLetterIndex index, LetterTopics topics, Supplier<Collection<Followed>> ports, Clock clock) {
        this.index = index;
        this.topics = topics;
        this.ports = ports;
        this.clock = clock;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Reads everything into the index that is on the port's dead-letter topic now, transactions that are still open included:
     * these are waited for.
     *
     * @return the partitions of the topic; empty when there is no such topic
     */
    List<LetterSource> catchUp(PortId port) {
        List<Extent> extents = topics.extents(List.of(port.deadLetterTopic()));
        try (LetterReader reader = topics.reader()) {
            extents.forEach(extent -> follow(port, extent, extent.end(), () -> reader));
        }
        Map<Place, LetterSource> known = known();
        return extents.stream()
                .map(extent -> known.get(new Place(port, extent.topicId(), extent.partition())))
                .toList();
    }

    /**
     * Brings the index up to date where that is quickly done, without waiting for open transactions.
     *
     * @return how much of the topic is not in the index; empty when Kafka does not say
     */
    OptionalLong freshen(PortId port) {
        try {
            List<Extent> extents = topics.extents(List.of(port.deadLetterTopic()));
            long behind = behind(port, extents);
            if (behind == 0 || behind > QUICK) {
                return OptionalLong.of(behind);
            }
            try (LetterReader reader = topics.reader()) {
                for (Extent extent : extents) {
                    long end = topics.decided(new TopicPartition(extent.topic(), extent.partition()));
                    follow(port, extent, end, () -> reader);
                }
            }
            return OptionalLong.of(behind(port, extents));
        } catch (PolderException e) {
            LOG.debug("The index may be behind", e);
            return OptionalLong.empty();
        }
    }

    private long behind(PortId port, List<Extent> extents) {
        Map<Place, LetterSource> known = known();
        return extents.stream()
                .mapToLong(extent -> {
                    LetterSource source = known.get(new Place(port, extent.topicId(), extent.partition()));
                    long from = source == null ? extent.first() : Math.max(source.nextOffset(), extent.first());
                    return Math.max(0, extent.end() - from);
                })
                .sum();
    }

    /** One look at all topics. */
    void pass() {
        Collection<Followed> followed = ports.get();
        Map<String, PortId> byTopic = new HashMap<>();
        followed.forEach(it -> byTopic.put(it.port().deadLetterTopic(), it.port()));
        List<Extent> extents = topics.extents(byTopic.keySet());
        Map<Place, LetterSource> known = known();
        OpenReader open = new OpenReader();
        try (open) {
            for (Extent extent : extents) {
                PortId port = byTopic.get(extent.topic());
                LetterSource source = known.remove(new Place(port, extent.topicId(), extent.partition()));
                if (source == null || source.nextOffset() < extent.end() || source.firstOffset() < extent.first()) {
                    // What is not decided yet is the next pass's.
                    long end = topics.decided(new TopicPartition(extent.topic(), extent.partition()));
                    follow(port, extent, end, open);
                }
            }
        }
        // Of topics that are there what is left are incarnations that are gone.
        known.values().stream()
                .filter(source -> extents.stream()
                        .anyMatch(extent -> extent.topic().equals(source.port().deadLetterTopic())))
                .forEach(index::forget);
        if (System.nanoTime() - cleaned > HOUSEKEEPING.toNanos()) {
            index.keepOnly(followed.stream().map(Followed::port).toList());
            followed.forEach(it -> index.forgetOld(
                    it.port(), clock.instant().minus(it.retention().multipliedBy(2))));
            cleaned = System.nanoTime();
        }
    }

    private void follow(PortId port, Extent extent, long end, Supplier<LetterReader> reader) {
        LetterSource source = source(port, extent);
        if (source.firstOffset() < extent.first()) {
            index.expire(source, extent.first());
        }
        long from = Math.max(source.nextOffset(), extent.first());
        if (from >= end) {
            return;
        }
        TopicPartition partition = new TopicPartition(extent.topic(), extent.partition());
        reader.get().read(partition, from, end, (messages, next) -> {
            // Ids do not come back: what was read is of this incarnation if the topic is that one now.
            if (!topics.is(extent.topic(), extent.topicId())) {
                throw new PolderException(
                        Code.UNAVAILABLE,
                        "The topic " + extent.topic() + " was deleted while it was read",
                        "Try again in a moment");
            }
            index.take(source, messages, next);
        });
    }

    private LetterSource source(PortId port, Extent extent) {
        Place place = new Place(port, extent.topicId(), extent.partition());
        LetterSource known = known().get(place);
        if (known != null) {
            return known;
        }
        index.add(port, extent.topicId(), extent.partition());
        return known().get(place);
    }

    private Map<Place, LetterSource> known() {
        Map<Place, LetterSource> known = new HashMap<>();
        index.sources()
                .forEach(source -> known.put(new Place(source.port(), source.topicId(), source.partition()), source));
        return known;
    }

    private void run() {
        Duration pause = PAUSE;
        while (!isStopped(pause)) {
            try {
                pass();
                pause = PAUSE;
            } catch (PolderException e) {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                LOG.warn("Dead letters cannot be followed now problem={}", e.getMessage());
            } catch (RuntimeException e) {
                pause = LONGEST_PAUSE;
                LOG.error("Following dead letters failed", e);
            }
        }
    }

    private boolean isStopped(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** A reader that is made when it is needed: most passes find nothing new. */
    private final class OpenReader implements Supplier<LetterReader>, AutoCloseable {
        private Optional<LetterReader> reader = Optional.empty();

        @Override
        public LetterReader get() {
            if (reader.isEmpty()) {
                reader = Optional.of(topics.reader());
            }
            return reader.get();
        }

        @Override
        public void close() {
            reader.ifPresent(LetterReader::close);
        }
    }
}
