package dev.polder.server.inbox;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.ingest.PortLookup;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of a port with an inbox, seen as producers and consumers that are no part of the server. */
final class InboxTopics {
    static final int SCHEMA_ID = 77;

    private static final SchemaObject SCHEMA = TestContracts.object("""
            - { name: id, logicalType: string, required: true, primaryKey: true }
            - { name: n, logicalType: integer, logicalTypeOptions: { minimum: 0 } }
            """);
    private static final Schema AVRO = dev.polder.gate.AvroSchemas.of("test", "things", SCHEMA.recordType());

    private final Map<String, Object> client;
    private final TestTopics topics;

    InboxTopics(Map<String, String> client) {
        this.client = new HashMap<>(client);
        this.topics = new TestTopics(client);
    }

    /** What the server would know of the port. */
    static PortLookup.Target target(PortId port) {
        return new PortLookup.Provisioned(port, "things", "1.2.3", SCHEMA_ID, "digest", () -> SCHEMA);
    }

    /** What the registry would know. */
    static Optional<Schema> schema(int id) {
        return id == SCHEMA_ID ? Optional.of(AVRO) : Optional.empty();
    }

    void create(PortId port) {
        topics.create(
                new NewTopic(port.topic(), 2, (short) 1),
                new NewTopic(port.inboxTopic(), 2, (short) 1),
                new NewTopic(port.deadLetterTopic(), 1, (short) 1));
    }

    KafkaProducer<byte[], byte[]> producer(Object... more) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("max.request.size", 6_000_000);
        properties.put("linger.ms", 5);
        for (int i = 0; i < more.length; i += 2) {
            properties.put((String) more[i], more[i + 1]);
        }
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return topics.committed(topic);
    }

    /** The ids of the committed records of a port, in the order of each partition. */
    List<String> ids(PortId port) {
        return committed(port.topic()).stream().map(InboxTopics::id).toList();
    }

    static String id(ConsumerRecord<byte[], byte[]> record) {
        try {
            byte[] value = record.value();
            GenericRecord decoded = new GenericDatumReader<GenericRecord>(AVRO)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
            return decoded.get("id").toString();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
