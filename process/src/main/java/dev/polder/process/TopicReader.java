package dev.polder.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polder.core.contract.TopicFormat;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.TopicForm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads offset ranges of topics. */
final class TopicReader {
    private final Map<String, String> kafka;

    TopicReader(Map<String, String> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /**
     * The records of the ranges, neither more nor fewer; with a column {@code value} and, of a topic of JSON, a column {@code
     * headers}.
     */
    Dataset<Row> read(SparkSession spark, Landing landing, SortedMap<Integer, OffsetRange> ranges) {
        String topic = landing.topic();
        boolean isJson = landing.topicFormat() == TopicFormat.JSON;
        DataFrameReader reader = spark.read().format("kafka");
        kafka.forEach((name, value) -> reader.option("kafka." + name, value));
        ObjectNode assign = Json.MAPPER.createObjectNode();
        ArrayNode partitions = assign.putArray(topic);
        ranges.keySet().forEach(partitions::add);
        Dataset<Row> records = reader.option("assign", assign.toString())
                .option("startingOffsets", offsets(topic, ranges, OffsetRange::from))
                .option("endingOffsets", offsets(topic, ranges, OffsetRange::to))
                // The consumer asks for more than the range while the broker still holds back its answer to the last
                // question.
                .option("kafka.fetch.max.wait.ms", "10")
                .option("kafka.max.poll.records", "10000")
                .option("kafka.isolation.level", "read_committed")
                .option("includeHeaders", isJson)
                .option("failOnDataLoss", "true")
                .option("groupIdPrefix", "polder-process")
                .option("kafkaConsumer.pollTimeoutMs", "30000")
                .load();
        return isJson ? records.select("value", "headers") : records.select("value");
    }

    private static String offsets(
            String topic, SortedMap<Integer, OffsetRange> ranges, ToLongFunction<OffsetRange> end) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        ObjectNode partitions = node.putObject(topic);
        ranges.forEach((partition, range) -> partitions.put(String.valueOf(partition), end.applyAsLong(range)));
        return node.toString();
    }

    /**
     * Looks for the first record of the ranges that cannot be decoded, after a landing failed: Spark does not say which one it
     * was. Empty when all can.
     */
    Optional<PolderException> findUnreadable(Landing landing, SortedMap<Integer, OffsetRange> ranges) {
        RecordProbe probe = RecordProbe.of(landing);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (Map.Entry<Integer, OffsetRange> range : ranges.entrySet()) {
                TopicPartition partition = new TopicPartition(landing.topic(), range.getKey());
                consumer.assign(List.of(partition));
                consumer.seek(partition, range.getValue().from());
                while (consumer.position(partition) < range.getValue().to()) {
                    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                        Optional<String> reason =
                                message.offset() < range.getValue().to()
                                        ? probe.unreadable(message.value(), header(message))
                                        : Optional.empty();
                        if (reason.isPresent()) {
                            return Optional.of(unreadable(message, reason.get()));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static PolderException unreadable(ConsumerRecord<?, ?> message, String reason) {
        return new PolderException(
                Code.RECORD_UNREADABLE,
                "topic " + message.topic() + ", partition " + message.partition() + ", offset " + message.offset()
                        + ": " + reason,
                "Only the gate may write to this topic: find who else did. To go on without the records before an offset, "
                        + "delete them from the topic and set the table property " + LandingPlan.RESUME + ".");
    }

    private static byte[] header(ConsumerRecord<?, ?> message) {
        Header header = message.headers().lastHeader(TopicForm.SCHEMA_ID);
        return header == null ? null : header.value();
    }
}
