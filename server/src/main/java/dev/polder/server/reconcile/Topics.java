package dev.polder.server.reconcile;

import static dev.polder.server.kafka.KafkaAnswer.await;

import dev.polder.core.name.PortId;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.server.kafka.KafkaAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics of ports. Every call waits for the cluster and fails with UNAVAILABLE when it does not answer. */
public final class Topics implements AutoCloseable {
    private static final int DEAD_LETTER_PARTITIONS = 1;
    private static final Duration LONGEST_SEGMENT = Duration.ofDays(1);

    private final Admin admin;
    private final InboxRights inboxes;
    private final int partitions;
    private final short replicationFactor;

    /**
     * @param client bootstrap servers and security settings of a principal that may make and delete topics
     * @param partitions of a new port's topic
     * @param replicationFactor of new topics
     */
    public Topics(Map<String, String> client, int partitions, short replicationFactor) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("client.id", "polder-reconcile");
        properties.put("request.timeout.ms", "5000");
        properties.put("default.api.timeout.ms", "10000");
        // Otherwise a broker that comes back stays unnoticed for a minute.
        properties.put("reconnect.backoff.max.ms", "1000");
        this.admin = Admin.create(properties);
        this.inboxes = new InboxRights(admin);
        this.partitions = partitions;
        this.replicationFactor = replicationFactor;
    }

    /** Topic id by name, of every topic there is. */
    Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        await(admin.listTopics().listings())
                .forEach(topic -> ids.put(topic.name(), topic.topicId().toString()));
        return ids;
    }

    /**
     * Makes the port's topics that are not there, and brings the retention of dead letters up to date; returns the topic's id.
     */
    String create(PortId port, Duration deadLetterRetention) {
        Map<String, String> retention = retention(deadLetterRetention);
        create(port.deadLetterTopic(), DEAD_LETTER_PARTITIONS, retention);
        configure(port.deadLetterTopic(), retention);
        return create(port.topic(), partitions, Map.of());
    }

    /** Kafka forgets whole segments only, once the newest record in them is old enough. */
    private static Map<String, String> retention(Duration retention) {
        Duration segment = retention.dividedBy(10);
        segment = segment.compareTo(LONGEST_SEGMENT) > 0 ? LONGEST_SEGMENT : segment;
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(segment.toMillis()));
    }

    private void configure(String topic, Map<String, String> wanted) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = await(admin.describeConfigs(List.of(resource)).all()).get(resource);
        List<AlterConfigOp> changes = wanted.entrySet().stream()
                .filter(entry -> config.get(entry.getKey()) == null
                        || !entry.getValue().equals(config.get(entry.getKey()).value()))
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        if (!changes.isEmpty()) {
            await(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        }
    }

    /** Makes the port's inbox if it is not there, and lets those write to it who may. */
    void createInbox(PortId port, Pipeline.Inbox inbox) {
        create(port.inboxTopic(), partitions, Map.of());
        inbox.writers().ifPresent(writers -> inboxes.allow(port, writers));
    }

    /** The Kafka users that may write, by topic. */
    Map<String, Set<String>> inboxWriters() {
        return inboxes.writers();
    }

    private String create(String name, int count, Map<String, String> configuration) {
        var created = admin.createTopics(List.of(new NewTopic(name, count, replicationFactor).configs(configuration)));
        try {
            String id = await(created.topicId(name)).toString();
            awaitLeaders(name, count);
            return id;
        } catch (TopicExistsException e) {
            return await(admin.describeTopics(List.of(name)).allTopicNames())
                    .get(name)
                    .topicId()
                    .toString();
        }
    }

    /**
     * Waits until every partition's leader answers. An idempotent producer with several requests on their way stalls when the first
     * is answered NOT_LEADER and the second is taken.
     */
    private void awaitLeaders(String topic, int count) {
        Map<TopicPartition, OffsetSpec> every = new HashMap<>();
        for (int partition = 0; partition < count; partition++) {
            every.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        long start = System.nanoTime();
        while (true) {
            try {
                await(admin.listOffsets(every).all());
                return;
            } catch (UnknownTopicOrPartitionException e) {
                // The broker that was asked has not heard of the topic yet.
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(KafkaAnswer.PATIENCE_SECONDS)) {
                    throw KafkaAnswer.unavailable(e);
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KafkaAnswer.unavailable(e);
        }
    }

    /** Deletes the port's topics with everything in them; nothing happens when they are not there. */
    void delete(PortId port) {
        for (String topic : List.of(port.inboxTopic(), port.topic(), port.deadLetterTopic())) {
            try {
                await(admin.deleteTopics(List.of(topic)).all());
                if (topic.equals(port.inboxTopic())) {
                    inboxes.forget(port);
                }
            } catch (UnknownTopicOrPartitionException e) {
                // Gone already.
            }
        }
    }

    /** Topic → partition → offset after its last record; topics that do not exist are left out. */
    public Map<String, Map<Integer, Long>> ends(Collection<String> topics) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        List<String> present = new ArrayList<>(topics);
        present.retainAll(ids().keySet());
        for (TopicDescription topic :
                await(admin.describeTopics(present).allTopicNames()).values()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                wanted.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
            }
        }
        Map<String, Map<Integer, Long>> ends = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await(admin.listOffsets(wanted).all());
        found.forEach((partition, offset) -> ends.computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                .put(partition.partition(), offset.offset()));
        return ends;
    }

    /** Inbox → partition → the first offset that is not forwarded; inboxes of which nothing ever was are left out. */
    public Map<String, Map<Integer, Long>> forwarded(Collection<String> inboxes) {
        Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
        inboxes.forEach(topic -> groups.put("polder." + topic, new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<Integer, Long>> forwarded = new HashMap<>();
        if (!groups.isEmpty()) {
            await(admin.listConsumerGroupOffsets(groups).all())
                    .values()
                    .forEach(offsets -> offsets.forEach((partition, offset) -> {
                        if (offset != null) {
                            forwarded
                                    .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                                    .put(partition.partition(), offset.offset());
                        }
                    }));
        }
        return forwarded;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
