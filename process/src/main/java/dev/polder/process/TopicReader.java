package dev.polder.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
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

    /** The records of the ranges, neither more nor fewer; with a column {@code value}. */
    Dataset<Row> read(SparkSession spark, String topic, SortedMap<Integer, OffsetRange> ranges) {
        DataFrameReader reader = spark.read().format("kafka");
        kafka.forEach((name, value) -> reader.option("kafka." + name, value));
        ObjectNode assign = Json.MAPPER.createObjectNode();
        ArrayNode partitions = assign.putArray(topic);
        ranges.keySet().forEach(partitions::add);
        return reader.option("assign", assign.toString())
                .option("startingOffsets", offsets(topic, ranges, OffsetRange::from))
                .option("endingOffsets", offsets(topic, ranges, OffsetRange::to))
                // The consumer asks for more than the range while the broker still holds back its answer to the last
                // question.
                .option("kafka.fetch.max.wait.ms", "10")
                .option("kafka.max.poll.records", "10000")
                .option("kafka.isolation.level", "read_committed")
                .option("failOnDataLoss", "true")
                .option("groupIdPrefix", "polder-process")
                .option("kafkaConsumer.pollTimeoutMs", "30000")
                .load()
                .select("value");
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
        Map<Integer, GenericDatumReader<Object>> decoders = new HashMap<>();
        Schema readerSchema = new Schema.Parser().parse(landing.readerSchema());
        landing.writerSchemas()
                .forEach((id, schema) ->
                        decoders.put(id, new GenericDatumReader<>(new Schema.Parser().parse(schema), readerSchema)));
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
                                        ? unreadable(message.value(), decoders)
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

    private static Optional<String> unreadable(byte[] value, Map<Integer, GenericDatumReader<Object>> decoders) {
        if (value == null || value.length < 5 || value[0] != 0) {
            return Optional.of("the value does not begin with a schema id");
        }
        int id = ByteBuffer.wrap(value, 1, 4).getInt();
        GenericDatumReader<Object> decoder = decoders.get(id);
        if (decoder == null) {
            return Optional.of("schema id " + id + " is none of the port's");
        }
        try {
            BinaryDecoder bytes = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null);
            decoder.read(null, bytes);
            return Optional.empty();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            return Optional.of("the value is not a record of schema " + id + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
