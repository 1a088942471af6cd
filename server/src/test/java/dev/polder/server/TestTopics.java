package dev.polder.server;

import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes and reads topics, as somebody who is no part of the server. */
public final class TestTopics {
    private final Map<String, Object> client;

    public TestTopics(Map<String, String> clientProperties) {
        this.client = new HashMap<>(clientProperties);
    }

    /** What a test does with the cluster. */
    public interface Call {
        void run(Admin admin) throws InterruptedException, ExecutionException;
    }

    public void call(Call call) {
        try (Admin admin = Admin.create(client)) {
            call.run(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** A port's topic of three partitions, and that of its dead letters. */
    public void create(PortId port) {
        create(new NewTopic(port.topic(), 3, (short) 1), new NewTopic(port.deadLetterTopic(), 1, (short) 1));
    }

    /** Makes topics and waits for their leaders: a producer that is faster than they are stalls. */
    public void create(NewTopic... topics) {
        Map<TopicPartition, OffsetSpec> every = Arrays.stream(topics)
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        call(admin -> {
            admin.createTopics(List.of(topics)).all().get();
            await().ignoreExceptions()
                    .until(() -> admin.listOffsets(every).all().get() != null);
        });
    }

    public void create(String topic, int partitions, Map<String, String> configuration) {
        create(new NewTopic(topic, partitions, (short) 1).configs(configuration));
    }

    public void delete(String... topics) {
        call(admin -> admin.deleteTopics(List.of(topics)).all().get());
    }

    public void grow(String topic, int partitions) {
        call(admin -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get());
    }

    /** All that is on a topic now. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        read(topic, read::add);
        return read;
    }

    /** Shows all that is on a topic now, each partition in its order. */
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        read(topic, "read_uncommitted", reader);
    }

    /** All that is committed on a topic now. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        read(topic, "read_committed", read::add);
        return read;
    }

    private void read(String topic, String isolation, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("isolation.level", isolation);
        properties.put("max.poll.records", 20_000);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(500)).forEach(reader);
            }
        }
    }

    public static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        return headers(record.headers());
    }

    public static Map<String, String> headers(Headers headers) {
        return Arrays.stream(headers.toArray())
                .collect(Collectors.toMap(
                        header -> header.key(), header -> new String(header.value(), StandardCharsets.UTF_8)));
    }
}
