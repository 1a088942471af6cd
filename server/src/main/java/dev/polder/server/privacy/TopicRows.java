package dev.polder.server.privacy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.AvroSchemas;
import dev.polder.gate.TopicForm;
import dev.polder.server.http.Json;
import dev.polder.server.kafka.KafkaAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;

/** Reads a topic from its beginning to its present end. */
final class TopicRows {
    private static final int FRAMING = 5;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Map<String, String> client;
    private final IntFunction<Optional<String>> schemas;
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();

    /** @param schemas the text of an Avro schema by its id */
    TopicRows(Map<String, String> client, IntFunction<Optional<String>> schemas) {
        this.client = client;
        this.schemas = schemas;
    }

    /** All committed messages. */
    long read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> messages) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "polder-erasure");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        long read = 0;
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long progress = System.nanoTime();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                var batch = consumer.poll(Duration.ofMillis(500));
                batch.forEach(messages);
                read += batch.count();
                if (!batch.isEmpty()) {
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > PATIENCE_NANOS) {
                    throw new PolderException(
                            Code.UNAVAILABLE,
                            "The topic " + topic + " cannot be read to its end: a transaction is open there",
                            "Kafka ends it within a minute; try again then");
                }
            }
        } catch (KafkaException e) {
            throw KafkaAnswer.unavailable(e);
        }
        return read;
    }

    /** Columns of a record of a port's topic, as text. */
    List<Optional<String>> row(ConsumerRecord<byte[], byte[]> message, List<String> columns) {
        if (message.value() == null) {
            return columns.stream().map(column -> Optional.<String>empty()).toList();
        }
        if (!TopicForm.isFramed(message.value())) {
            JsonNode json = Json.mapper().readTree(message.value());
            return columns.stream()
                    .map(column -> Optional.of(json.path(column))
                            .filter(value -> !value.isMissingNode() && !value.isNull())
                            .map(value -> value.isString() ? value.asString() : value.toString()))
                    .toList();
        }
        GenericRecord record = avro(message.value());
        return columns.stream()
                .map(column -> Optional.ofNullable(value(record, column)).map(TopicRows::text))
                .toList();
    }

    private GenericRecord avro(byte[] value) {
        int id = ByteBuffer.wrap(value, 1, FRAMING - 1).getInt();
        try {
            return readers.computeIfAbsent(id, this::reader)
                    .read(null, DecoderFactory.get().binaryDecoder(value, FRAMING, value.length - FRAMING, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GenericDatumReader<GenericRecord> reader(int id) {
        String text = schemas.apply(id)
                .orElseThrow(() -> new PolderException(
                        Code.RECORD_UNREADABLE, "There is no schema " + id + " of a record", "Restore the database"));
        return new GenericDatumReader<>(new Schema.Parser().parse(text));
    }

    private static Object value(GenericRecord record, String column) {
        for (Schema.Field field : record.getSchema().getFields()) {
            String real = field.getProp(AvroSchemas.REAL_NAME);
            if ((real == null ? field.name() : real).equals(column)) {
                return record.get(field.pos());
            }
        }
        return null;
    }

    private static String text(Object value) {
        return value.toString();
    }
}
