package dev.polder.server.deadletters;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordReader;
import dev.polder.gate.Verdict;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.database.Database;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.privacy.PortSeals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One port whose contract a test can change, with its topics in a real cluster. */
final class LetterPort implements PortLookup {
    /** What refuses {@code {"id":1,"price":-5}}. */
    static final String STRICT = """
            - {name: id, logicalType: integer, required: true, primaryKey: true}
            - {name: price, logicalType: number, physicalType: 'DECIMAL(10,2)', logicalTypeOptions: {minimum: 0}}
            - {name: note, logicalType: string, classification: confidential, logicalTypeOptions: {maxLength: 5}}
            """;

    static final String LENIENT = STRICT.replace("minimum: 0", "minimum: -100");

    private final PortId id;
    private final Map<String, String> clientProperties;
    private final Map<String, Object> client;
    private final TestTopics topics;
    private String version = "1.0.0";
    private SchemaObject schema;

    LetterPort(PortId id, Map<String, String> clientProperties, String properties) {
        this.id = id;
        this.clientProperties = clientProperties;
        this.client = new HashMap<>(clientProperties);
        this.topics = new TestTopics(clientProperties);
        this.schema = TestContracts.object(properties);
    }

    PortId id() {
        return id;
    }

    /** The dead letters of this port alone, as the server keeps them. */
    DeadLetters letters(Database database) {
        return letters(database, step -> {});
    }

    DeadLetters letters(Database database, LetterWriter.Steps steps) {
        return new DeadLetters(
                database,
                this::followed,
                this,
                clientProperties,
                DriftKeeper.NONE,
                PortSeals.NONE,
                Clock.systemUTC(),
                steps);
    }

    Provisioned target() {
        return new Provisioned(id, "orders", version, 7, version, () -> schema);
    }

    void change(String newVersion, String properties) {
        version = newVersion;
        schema = TestContracts.object(properties);
    }

    List<LetterFollower.Followed> followed() {
        return List.of(new LetterFollower.Followed(id, Duration.ofDays(30)));
    }

    void createTopics() {
        topics.create(id);
    }

    void deleteTopics() {
        topics.delete(id.topic(), id.deadLetterTopic());
    }

    /** As retention does. */
    void forgetLettersBefore(long offset) {
        topics.call(admin -> admin.deleteRecords(
                        Map.of(new TopicPartition(id.deadLetterTopic(), 0), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
    }

    /** Takes a body through the gate; returns how many became dead letters. */
    int send(RecordFormat format, byte[] body) {
        return send(format, body, Instant.now());
    }

    int send(RecordFormat format, byte[] body, Instant at) {
        ContractGate gate = ContractGate.compile(schema);
        int refused = 0;
        try (RecordReader reader = RecordReader.open(new ByteArrayInputStream(body), format, schema);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Optional<RawRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
                if (gate.check(record.get()) instanceof Verdict.Refused verdict) {
                    var message = new ProducerRecord<byte[], byte[]>(
                            id.deadLetterTopic(),
                            null,
                            at.toEpochMilli(),
                            null,
                            record.get().bytes());
                    DeadLetterHeaders.write(
                            record.get(),
                            verdict.refusals(),
                            reader.columns(),
                            new DeadLetterHeaders.Origin("orders", version, "test"),
                            message.headers()::add);
                    producer.send(message);
                    refused++;
                }
            }
            producer.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return refused;
    }

    int send(String... records) {
        return send(RecordFormat.NDJSON, String.join("\n", records).getBytes(StandardCharsets.UTF_8));
    }

    /** Committed records on the port's topic. */
    List<ConsumerRecord<byte[], byte[]>> landed() {
        return topics.committed(id.topic());
    }

    /** Those of transactions that were given up, too. */
    List<ConsumerRecord<byte[], byte[]>> written() {
        return topics.read(id.topic());
    }

    List<String> landedKeys() {
        return landed().stream().map(record -> new String(record.key())).toList();
    }

    @Override
    public Optional<Target> find(PortAddress address, OptionalInt major) {
        return address.equals(id.address()) ? Optional.of(target()) : Optional.empty();
    }

    @Override
    public List<PortAddress> addresses() {
        return List.of(id.address());
    }

    static byte[] lines(int count, Consumer<StringBuilder> each) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            each.accept(text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
