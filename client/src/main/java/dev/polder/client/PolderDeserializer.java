package dev.polder.client;

import dev.polder.core.problem.PolderException;
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
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the topics of ports in a plain {@code KafkaConsumer}. Every record is decoded with the schema it was written with, which
 * the server knows by the id before the value and which is fetched once, so a topic may hold records of many versions of its contract.
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

    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new ConcurrentHashMap<>();
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
     * @return null for null, as Kafka has it
     * @throws SerializationException when the value is no record of a port, or its schema cannot be fetched: then polling again tries
     *     again
     */
    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(String topic, byte[] data) {
        if (data == null) {
            return null;
        }
        return (T) (isKey ? new String(data, StandardCharsets.UTF_8) : value(topic, data));
    }

    private Object value(String topic, byte[] data) {
        if (data.length < FRAMING || data[0] != 0) {
            throw new SerializationException(
                    "A value on " + topic + " does not begin with a schema id: the gate did not write it");
        }
        int id = ByteBuffer.wrap(data, 1, 4).getInt();
        GenericDatumReader<GenericRecord> reader = readers.computeIfAbsent(id, unknown -> reader(topic, unknown));
        try {
            decoder = DecoderFactory.get().binaryDecoder(data, FRAMING, data.length - FRAMING, decoder);
            GenericRecord record = reader.read(null, decoder);
            return switch (form) {
                case RECORD -> record;
                case MAP -> AvroJson.plain(record.getSchema(), record);
                case JSON -> AvroJson.text(record.getSchema(), record);
            };
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new SerializationException("A value on " + topic + " is no record of schema " + id, e);
        }
    }

    private GenericDatumReader<GenericRecord> reader(String topic, int id) {
        KafkaSettings from = settings.orElseThrow(() -> new SerializationException(
                "The deserializer was not configured; an instance of one's own needs configure(properties, false)"));
        try {
            return new GenericDatumReader<>(
                    new Schema.Parser().parse(from.client().schema(id)));
        } catch (PolderException e) {
            throw new SerializationException(
                    "Schema " + id + " of " + topic + " cannot be fetched: " + e.code() + " " + e.getMessage() + " → "
                            + e.remedy(),
                    e);
        }
    }
}
