package dev.polder.e2e;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What a Kafka tool would see. */
final class KafkaTopics {
    private KafkaTopics() {}

    /** How many records were ever written to a topic. */
    static long records(RunningPolder polder, String topic) {
        Properties properties = new Properties();
        properties.putAll(polder.kafkaClient());
        try (Admin admin = Admin.create(properties)) {
            Map<TopicPartition, OffsetSpec> ends =
                    admin.describeTopics(java.util.Set.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition.partition()),
                                    partition -> OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
