package dev.polder.client;

import dev.polder.gate.TopicForm;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The gate in a plain {@code KafkaProducer}: every value is checked against the contract of the port whose topic it goes to and
 * written as the server does: as Avro in Confluent's framing, or as canonical JSON with a header that names its schema. Configured by the producer's properties:
 *
 * <pre>
 * value.serializer=dev.polder.client.PolderSerializer
 * polder.url=http://127.0.0.1:7480
 * polder.token.file=/run/secrets/polder.token
 * </pre>
 *
 * <p>Values are JSON objects as {@code byte[]} or text, {@code Map}s, Avro {@code GenericRecord}s, Jackson 3 trees, or {@code byte[]} with
 * Avro in Confluent's framing. One that breaks
 * its contract throws {@link RecordRefusedException} from {@code send}. The contract is fetched when a topic is first written
 * and asked for again every {@code polder.contract.refresh} (default {@code PT10S}); while the server is away the last one holds.
 *
 * <p>A serializer sees one part of a record only. With {@code interceptor.classes=dev.polder.client.PolderInterceptor} and this class
 * as {@code key.serializer} too, records get the key that the server gives them, and {@code polder.on-refusal=dead-letter} works.
 *
 * <p>As key serializer it passes {@code byte[]} and text (as UTF-8) on. Safe for many threads.
 */
public final class PolderSerializer<T> implements Serializer<T> {
    private boolean isKey;
    private Map<String, ?> properties = Map.of();
    private ThreadGates gates;

    /** For Kafka, which configures it. */
    public PolderSerializer() {}

    /**
     * @throws ConfigException for a property that cannot be used
     */
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        this.isKey = isKey;
        this.properties = configs;
        if (!isKey) {
            KafkaSettings settings = KafkaSettings.of(configs);
            boolean intercepted = PolderInterceptor.isIn(configs);
            if (settings.deadLetters() && !intercepted) {
                throw new ConfigException(
                        KafkaSettings.ON_REFUSAL,
                        "dead-letter",
                        "a serializer cannot send a record elsewhere: also set interceptor.classes="
                                + PolderInterceptor.class.getName());
            }
            if (!intercepted) {
                gates = new ThreadGates(settings);
            }
        }
    }

    /**
     * For who has no headers: only for topics whose records are Avro.
     *
     * @throws RecordRefusedException when the record breaks its contract
     * @throws SerializationException when it cannot be checked, or its topic holds JSON
     */
    @Override
    public byte[] serialize(String topic, T data) {
        Headers headers = new RecordHeaders();
        byte[] value = serialize(topic, headers, data);
        if (headers.lastHeader(TopicForm.SCHEMA_ID) != null) {
            throw new SerializationException(
                    "Records of " + topic
                            + " are JSON with a header that names their schema: use serialize with headers, as KafkaProducer does");
        }
        return value;
    }

    /**
     * @param headers of the record; on topics whose records are JSON the schema's id is set there
     * @throws RecordRefusedException when the record breaks its contract
     * @throws SerializationException when it cannot be checked: the topic is no port's, or its contract could not be fetched
     */
    @Override
    public byte[] serialize(String topic, Headers headers, T data) {
        if (data instanceof Gated.Passed passed) {
            return passed.bytes();
        }
        if (data instanceof Gated.Stopped stopped) {
            throw stopped.reason();
        }
        return isKey ? key(data) : value(topic, headers, data);
    }

    private static byte[] key(Object data) {
        if (data == null || data instanceof byte[]) {
            return (byte[]) data;
        }
        if (data instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        throw new SerializationException("A key is given as byte[] or text, not as "
                + data.getClass().getName() + "; give none, and the contract's primary key is taken");
    }

    private byte[] value(String topic, Headers headers, Object data) {
        if (gates == null) {
            throw new SerializationException(
                    properties.isEmpty()
                            ? "The serializer was not configured; an instance of one's own needs configure(properties, false)"
                            : "The interceptor did not see this record");
        }
        ThreadGates.OfTopic gate = gates.of(topic);
        if (gate.accepts(JsonInput.bytes(data))) {
            return gate.value(headers);
        }
        throw gate.refusal();
    }

    @Override
    public void close() {
        Optional.ofNullable(gates).ifPresent(ThreadGates::close);
    }
}
