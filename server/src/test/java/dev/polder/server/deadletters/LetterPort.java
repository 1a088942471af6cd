package dev.polder.server.deadletters;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordReader;
import dev.polder.gate.Verdict;
import dev.polder.server.ingest.PortLookup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
    private final Map<String, Object> client;
    private String version = "1.0.0";
    private SchemaObject schema;

    LetterPort(PortId id, Map<String, String> clientProperties, String properties) {
        this.id = id;
        this.client = new HashMap<>(clientProperties);
        this.schema = object(properties);
    }

    PortId id() {
        return id;
    }

    Provisioned target() {
        return new Provisioned(id, "orders", version, 7, version, () -> schema);
    }

    void change(String newVersion, String properties) {
        version = newVersion;
        schema = object(properties);
    }

    List<LetterFollower.Followed> followed() {
        return List.of(new LetterFollower.Followed(id, Duration.ofDays(30)));
    }

    void createTopics() {
        withAdmin(admin -> admin.createTopics(List.of(
                        new NewTopic(id.topic(), 3, (short) 1), new NewTopic(id.deadLetterTopic(), 1, (short) 1)))
                .all()
                .get());
    }

    void deleteTopics() {
        withAdmin(admin -> admin.deleteTopics(List.of(id.topic(), id.deadLetterTopic()))
                .all()
                .get());
    }

    /** As retention does. */
    void forgetLettersBefore(long offset) {
        withAdmin(admin -> admin.deleteRecords(
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
        return read(id.topic(), "read_committed");
    }

    List<String> landedKeys() {
        return landed().stream().map(record -> new String(record.key())).toList();
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("isolation.level", isolation);
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
        }
        return read;
    }

    static SchemaObject object(String properties) {
        String source = "apiVersion: v3.2.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\nschema:\n"
                + "  - name: things\n    properties:\n" + properties.indent(6);
        return ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }

    @Override
    public Optional<Target> find(PortAddress address, OptionalInt major) {
        return address.equals(id.address()) ? Optional.of(target()) : Optional.empty();
    }

    @Override
    public List<PortAddress> addresses() {
        return List.of(id.address());
    }

    private interface Call {
        void run(Admin admin) throws InterruptedException, ExecutionException;
    }

    private void withAdmin(Call call) {
        try (Admin admin = Admin.create(client)) {
            call.run(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] lines(int count, Consumer<StringBuilder> each) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            each.accept(text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
