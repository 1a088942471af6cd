package dev.polder.server.deadletters;

import static dev.polder.server.kafka.KafkaAnswer.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the cluster says about dead-letter topics. Every call waits for it and fails with UNAVAILABLE. Thread-safe. */
final class LetterTopics implements AutoCloseable {

    private final Map<String, String> client;
    private Admin admin;

    LetterTopics(Map<String, String> client) {
        this.client = Map.copyOf(client);
    }

    /**
     * A partition as it is now.
     *
     * @param first the oldest offset that it holds
     * @param end the offset after its newest message, that of an open transaction included
     */
    record Extent(String topic, String topicId, int partition, long first, long end) {}

    /** The partitions of those of the topics that exist. */
    List<Extent> extents(Collection<String> topics) {
        Set<String> present = new HashSet<>(await(admin().listTopics().names()));
        present.retainAll(Set.copyOf(topics));
        if (present.isEmpty()) {
            return List.of();
        }
        Map<String, TopicDescription> found =
                await(admin().describeTopics(present).allTopicNames());
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        found.values()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    TopicPartition key = new TopicPartition(topic.name(), partition.partition());
                    first.put(key, OffsetSpec.earliest());
                    last.put(key, OffsetSpec.latest());
                }));
        Map<TopicPartition, ListOffsetsResultInfo> firsts =
                await(admin().listOffsets(first).all());
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                await(admin().listOffsets(last).all());
        List<Extent> extents = new ArrayList<>();
        firsts.forEach((key, offset) -> extents.add(new Extent(
                key.topic(),
                found.get(key.topic()).topicId().toString(),
                key.partition(),
                offset.offset(),
                ends.get(key).offset())));
        return extents;
    }

    /** Up to where transactions are decided. */
    long decided(TopicPartition partition) {
        return await(admin().listOffsets(
                                Map.of(partition, OffsetSpec.latest()),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .get(partition)
                .offset();
    }

    /** The first offset of a partition that was written at or after an instant; the end when there is none. */
    long at(TopicPartition partition, Instant since) {
        long offset = await(admin().listOffsets(Map.of(partition, OffsetSpec.forTimestamp(since.toEpochMilli())))
                        .all())
                .get(partition)
                .offset();
        return offset >= 0 ? offset : Long.MAX_VALUE;
    }

    /** Whether the topic is still that incarnation. */
    boolean is(String topic, String topicId) {
        try {
            return await(admin().describeTopics(List.of(topic)).allTopicNames())
                    .get(topic)
                    .topicId()
                    .toString()
                    .equals(topicId);
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    LetterReader reader() {
        return new LetterReader(client);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(2));
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            Map<String, Object> properties = new HashMap<>(client);
            properties.put("client.id", "polder-dead-letters");
            properties.put("request.timeout.ms", "5000");
            properties.put("default.api.timeout.ms", "10000");
            properties.put("reconnect.backoff.max.ms", "1000");
            admin = Admin.create(properties);
        }
        return admin;
    }
}
