package dev.polder.connect;

import dev.polder.client.PolderDeserializer;
import dev.polder.client.PolderSerializer;
import dev.polder.client.RecordRefusedException;
import dev.polder.gate.TopicForm;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;

/**
 * The gate as a Connect converter: a source connector with it writes to a port's topic only records that keep the port's contract,
 * in the port's own form; a sink connector with it reads them.
 *
 * <pre>
 * value.converter=dev.polder.connect.ContractConverter
 * value.converter.polder.url=http://127.0.0.1:7480
 * value.converter.polder.token.file=/run/secrets/polder.token
 * </pre>
 *
 * <p>A record that breaks its contract is a {@link DataException} with every reason, so Connect's {@code errors.tolerance}, {@code
 * errors.log.enable} and dead letter queue work. While the contract cannot be fetched conversion fails as {@link
 * RetriableException}. As key converter it passes bytes and text on.
 */
public final class ContractConverter implements Converter {
    private final PolderSerializer<Object> serializer = new PolderSerializer<>();
    private final PolderDeserializer<Object> deserializer = new PolderDeserializer<>();
    private final Map<org.apache.avro.Schema, Schema> schemas = new IdentityHashMap<>();
    private boolean isKey;
    private boolean reads;

    /** For Connect, which configures it. */
    public ContractConverter() {}

    @Override
    public ConfigDef config() {
        return Settings.definition();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        this.isKey = isKey;
        Map<String, Object> settings = new HashMap<>(configs);
        settings.remove("polder.values");
        serializer.configure(settings, isKey);
        // With a contract from a file there is no server that knows schemas by their ids.
        reads = isKey || settings.get("polder.url") != null;
        if (reads) {
            deserializer.configure(settings, isKey);
        }
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        Headers headers = new RecordHeaders();
        byte[] data = fromConnectData(topic, headers, schema, value);
        if (headers.lastHeader(TopicForm.SCHEMA_ID) != null) {
            throw new DataException("Records of " + topic + " need a header that names their schema");
        }
        return data;
    }

    @Override
    public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
        Object plain = value instanceof byte[] || value instanceof String ? value : PlainValues.of(schema, value);
        if (isKey) {
            return plain == null || plain instanceof byte[]
                    ? (byte[]) plain
                    : plain.toString().getBytes(StandardCharsets.UTF_8);
        }
        try {
            return serializer.serialize(topic, headers, plain);
        } catch (RecordRefusedException e) {
            throw new DataException(e.getMessage(), e);
        } catch (SerializationException e) {
            throw new RetriableException(e.getMessage(), e);
        }
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        return toConnectData(topic, new RecordHeaders(), value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte[] value) {
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        if (!reads) {
            throw new ConnectException("Records can only be read with polder.url: the server knows their schemas");
        }
        Object read;
        try {
            read = deserializer.deserialize(topic, headers, value);
        } catch (SerializationException e) {
            throw new DataException(e.getMessage(), e);
        }
        if (!(read instanceof GenericRecord record)) {
            return new SchemaAndValue(Schema.OPTIONAL_STRING_SCHEMA, read);
        }
        Schema schema = schemas.computeIfAbsent(record.getSchema(), ConnectValues::schema);
        return new SchemaAndValue(schema, ConnectValues.value(record.getSchema(), schema, record));
    }

    @Override
    public void close() {
        serializer.close();
    }
}
