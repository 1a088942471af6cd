package dev.polder.client;

import dev.polder.core.problem.PolderException;
import dev.polder.gate.TopicForm;
import dev.polder.gate.TopicJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the topics of ports in a plain {@code KafkaConsumer}. Every record is decoded with the schema it was written with, which
 * the server knows by the id before the value, or in its headers, and which is fetched once, so a topic may hold records of many versions of its contract.
 *
 * <pre>
 * value.deserializer=dev.polder.client.PolderDeserializer
 * polder.url=http://127.0.0.1:7480
 * polder.token.file=/run/secrets/polder.token
 * polder.values=record
 * </pre>
 *
 * <p>{@code polder.values} is {@code record} for Avro's {@code GenericRecord}, {@code map} for a {@code Map} of plain Java values, or {@code
 * json} for JSON text. As key deserializer it gives the key's text. For one thread, as Kafka's deserializers are.
 */
public final class PolderDeserializer<T> implements Deserializer<T> {
    private static final int FRAMING = 5;

    private enum Form {
        RECORD,
        MAP,
        JSON
    }

    /** What reads the records of one schema, as either form of a topic has them. */
    private record Written(GenericDatumReader<GenericRecord> reader, TopicJson json) {}

    private final Map<Integer, Written> schemas = new ConcurrentHashMap<>();
    private boolean isKey;
    private Form form = Form.RECORD;
    private Optional<KafkaSettings> settings = Optional.empty();
    private BinaryDecoder decoder;

    /** For Kafka, which configures it. */
    public PolderDeserializer() {}

    /**
     * @throws ConfigException for a property that cannot be used
     */
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        this.isKey = isKey;
        if (!isKey) {
            String values = KafkaSettings.text(configs, KafkaSettings.VALUES).orElse("record");
            form = switch (values) {
                case "record" -> Form.RECORD;
                case "map" -> Form.MAP;
                case "json" -> Form.JSON;
                default -> throw new ConfigException(KafkaSettings.VALUES, values, "use record, map or json");
            };
            settings = Optional.of(KafkaSettings.of(configs));
            if (settings.get().server().isEmpty()) {
                throw new ConfigException(KafkaSettings.URL, null, "schemas are fetched from the server");
            }
        }
    }

    /**
     * For who has no headers: only for topics whose records are Avro.
     *
     * @return null for null, as Kafka has it
     * @throws SerializationException as {@link #deserialize(String, Headers, byte[])}
     */
    @Override
    public T deserialize(String topic, byte[] data) {
        return deserialize(topic, new RecordHeaders(), data);
    }

    /**
     * @param headers of the record; on topics whose records are JSON they say in which schema it was written
     * @return null for null, as Kafka has it
     * @throws SerializationException when the value is no record of a port, or its schema cannot be fetched: then polling again tries
     *     again
     */
    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(String topic, Headers headers, byte[] data) {
        if (data == null) {
            return null;
        }
        return (T) (isKey ? new String(data, StandardCharsets.UTF_8) : value(topic, headers, data));
    }

    private Object value(String topic, Headers headers, byte[] data) {
        boolean framed = TopicForm.isFramed(data);
        int id = framed ? framedId(topic, data) : headerId(topic, headers);
        Written written = schemas.computeIfAbsent(id, unknown -> written(topic, unknown));
        try {
            byte[] avro = framed ? data : written.json().avro(data);
            int start = framed ? FRAMING : 0;
            decoder = DecoderFactory.get().binaryDecoder(avro, start, avro.length - start, decoder);
            GenericRecord record = written.reader().read(null, decoder);
            return switch (form) {
                case RECORD -> record;
                case MAP -> AvroJson.plain(record.getSchema(), record);
                case JSON -> AvroJson.text(record.getSchema(), record);
            };
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new SerializationException("A value on " + topic + " is no record of schema " + id, e);
        }
    }

    private static int framedId(String topic, byte[] data) {
        if (data.length < FRAMING) {
            throw unknown(topic, "does not begin with a schema id");
        }
        return ByteBuffer.wrap(data, 1, 4).getInt();
    }

    private static int headerId(String topic, Headers headers) {
        Header header = headers.lastHeader(TopicForm.SCHEMA_ID);
        return TopicForm.schemaId(header == null ? null : header.value())
                .orElseThrow(() -> unknown(
                        topic, "does not begin with a schema id, nor has it one in the header " + TopicForm.SCHEMA_ID));
    }

    private static SerializationException unknown(String topic, String what) {
        return new SerializationException("A value on " + topic + " " + what + ": the gate did not write it");
    }

    private Written written(String topic, int id) {
        KafkaSettings from = settings.orElseThrow(() -> new SerializationException(
                "The deserializer was not configured; an instance of one's own needs configure(properties, false)"));
        try {
            Schema schema = new Schema.Parser().parse(from.client().schema(id));
            return new Written(new GenericDatumReader<>(schema), new TopicJson(schema));
        } catch (PolderException e) {
            throw new SerializationException(
                    "Schema " + id + " of " + topic + " cannot be fetched: " + e.code() + " " + e.getMessage() + " → "
                            + e.remedy(),
                    e);
        }
    }
}
