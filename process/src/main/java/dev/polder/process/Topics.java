package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers what topics hold. Not for use by several threads at once. */
final class Topics implements AutoCloseable {
    private final Admin admin;

    Topics(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "polder-process");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        this.admin = Admin.create(settings);
    }

    /**
     * The state of each topic that exists.
     *
     * @throws PolderException {@code UNAVAILABLE} when the brokers do not answer
     */
    Map<String, TopicState> states(Collection<String> topics) throws InterruptedException {
        if (topics.isEmpty()) {
            return Map.of();
        }
        Map<String, TopicDescription> descriptions = describe(topics);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        descriptions.values().forEach(topic -> {
            for (TopicPartitionInfo partition : topic.partitions()) {
                TopicPartition key = new TopicPartition(topic.name(), partition.partition());
                first.put(key, OffsetSpec.earliest());
                last.put(key, OffsetSpec.latest());
            }
        });
        // Records of a transaction that is still open come later, in the order of the topic.
        ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        ListOffsetsResult from = admin.listOffsets(first, committed);
        ListOffsetsResult to = admin.listOffsets(last, committed);
        Map<String, TopicState> states = new HashMap<>();
        for (TopicDescription topic : descriptions.values()) {
            TreeMap<Integer, OffsetRange> partitions = new TreeMap<>();
            for (TopicPartitionInfo partition : topic.partitions()) {
                TopicPartition key = new TopicPartition(topic.name(), partition.partition());
                partitions.put(partition.partition(), new OffsetRange(offset(from, key), offset(to, key)));
            }
            states.put(topic.name(), new TopicState(topic.topicId().toString(), partitions));
        }
        return states;
    }

    private Map<String, TopicDescription> describe(Collection<String> topics) throws InterruptedException {
        DescribeTopicsResult result = admin.describeTopics(topics);
        Map<String, TopicDescription> descriptions = new HashMap<>();
        for (var entry : result.topicNameValues().entrySet()) {
            try {
                descriptions.put(entry.getKey(), entry.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw unavailable(e.getCause());
                }
            }
        }
        return descriptions;
    }

    private static long offset(ListOffsetsResult result, TopicPartition partition) throws InterruptedException {
        try {
            return result.partitionResult(partition).get().offset();
        } catch (ExecutionException e) {
            throw unavailable(e.getCause());
        }
    }

    private static PolderException unavailable(Throwable cause) {
        return new PolderException(
                Code.UNAVAILABLE,
                "Kafka does not answer: " + cause.getMessage(),
                "Landing goes on by itself when the broker is back; see the broker's log.",
                cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
