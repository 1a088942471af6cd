package dev.polder.server.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.TopicFormat;
import dev.polder.core.document.YamlReader;
import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RecordChecker;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Tokens;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Confluent's own client, as Apache Flink ships it, with an Avro library of its own: a program that knows nothing of Polder. */
class ConfluentClientTest {
    private static final PortId LINES = PortId.parse("sales.orders.lines.v1");
    private static final String SUBJECT = LINES.topic() + "-value";
    private static final SchemaObject FIRST = object("{name: id, logicalType: integer, required: true}");
    private static final SchemaObject SECOND =
            object("{name: id, logicalType: integer, required: true}", "{name: note, logicalType: string}");

    private Database database;
    private SchemaRegistry registry;
    private HttpServer server;
    private SchemaRegistryClient client;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        registry = new SchemaRegistry(database, Clock.systemUTC());
        server = new HttpServer(
                HttpConfig.loopback(0), new Tokens("admin", "process"), List.of(new SchemaRoutes(registry)));
        server.start();
        client = client("someone:process");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        database.close();
    }

    @Test
    void decodesWhatTheGateWroteUnderEveryVersionOfTheContract() throws Exception {
        // given
        int first = registry.register(LINES, TopicFormat.AVRO, FIRST.recordType());
        byte[] before = framed(FIRST, first, "{\"id\": 7}");
        int second = registry.register(LINES, TopicFormat.AVRO, SECOND.recordType());
        byte[] after = framed(SECOND, second, "{\"id\": 8, \"note\": \"x\"}");

        // when, then: each record under the schema that wrote it
        assertThat(decoded(before, null)).hasToString("{\"id\": 7}");
        assertThat(decoded(after, null)).hasToString("{\"id\": 8, \"note\": \"x\"}");
        // and both by a program that knows one of the two only
        Schema latest = new Schema.Parser()
                .parse(client.getLatestSchemaMetadata(SUBJECT).getSchema());
        assertThat(decoded(before, latest)).hasToString("{\"id\": 7, \"note\": null}");
        assertThat(decoded(after, client.getById(first))).hasToString("{\"id\": 8}");
    }

    @Test
    void findsItsWayAround() throws Exception {
        int first = registry.register(LINES, TopicFormat.AVRO, FIRST.recordType());
        int second = registry.register(LINES, TopicFormat.AVRO, SECOND.recordType());
        AvroSchema schema = new AvroSchema(SchemaRegistry.avro(LINES, SECOND.recordType()));

        assertThat(client.getAllSubjects()).containsExactly(SUBJECT);
        assertThat(client.getAllSubjectsByPrefix("sales")).containsExactly(SUBJECT);
        assertThat(client.getAllVersions(SUBJECT)).containsExactly(1, 2);
        assertThat(client.getSchemaMetadata(SUBJECT, 1).getId()).isEqualTo(first);
        assertThat(client.getSchemaById(second).canonicalString()).isEqualTo(schema.canonicalString());
        assertThat(client.getAllSubjectsById(first)).containsExactly(SUBJECT);
        assertThat(client.getAllVersionsById(second))
                .singleElement()
                .satisfies(version -> assertThat(version.getVersion()).isEqualTo(2));
        assertThat(client.getVersion(SUBJECT, schema)).isEqualTo(2);
        assertThat(client.getId(SUBJECT, schema)).isEqualTo(second);
        assertThat(client.getCompatibility(null)).isEqualTo("FULL_TRANSITIVE");
        assertThat(client.getMode()).isEqualTo("READONLY");
        assertThat(client.testCompatibility(SUBJECT, schema)).isTrue();
        assertThat(client.testCompatibilityVerbose(SUBJECT, new AvroSchema("\"string\"")))
                .isNotEmpty();
    }

    @Test
    void registersOnlyWhatTheContractSays() throws Exception {
        int id = registry.register(LINES, TopicFormat.AVRO, FIRST.recordType());

        assertThat(client.register(SUBJECT, new AvroSchema(SchemaRegistry.avro(LINES, FIRST.recordType()))))
                .isEqualTo(id);
        assertThatThrownBy(
                        () -> client.register(SUBJECT, new AvroSchema(SchemaRegistry.avro(LINES, SECOND.recordType()))))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(42205))
                .hasMessageContaining("polder apply");
        assertThatThrownBy(() -> client.deleteSubject(SUBJECT))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(42205));
        assertThat(client.getAllVersions(SUBJECT)).containsExactly(1);
    }

    @Test
    void isToldWhatIsNotThere() {
        assertThatThrownBy(() -> client.getLatestSchemaMetadata("nothing"))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(40401));
        assertThatThrownBy(() -> client.getSchemaById(77))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(40403));
    }

    @Test
    void isSentAwayWithoutAToken() throws IOException {
        try (SchemaRegistryClient stranger = client("someone:else")) {
            assertThatThrownBy(stranger::getAllSubjects)
                    .isInstanceOfSatisfying(
                            RestClientException.class,
                            e -> assertThat(e.getStatus()).isEqualTo(401));
        }
    }

    private SchemaRegistryClient client(String user) {
        return new CachedSchemaRegistryClient(
                server.url() + "/schema-registry",
                10,
                Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", user));
    }

    /** With the schema that the client finds by the id in front, or resolved to a reader's. */
    private GenericRecord decoded(byte[] value, Schema reader) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(value));
        Schema writer = new ConfluentSchemaRegistryCoder(client).readSchema(in);
        return new GenericDatumReader<GenericRecord>(writer, reader == null ? writer : reader)
                .read(null, DecoderFactory.get().binaryDecoder(in, null));
    }

    /** What the gate puts on a topic. */
    private static byte[] framed(SchemaObject schema, int id, String json) {
        RecordChecker checker = ContractGate.compile(schema).checker();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(checker.json(bytes, 0, bytes.length)).isTrue();
        int start = checker.frame(id);
        return Arrays.copyOfRange(checker.avro(), start, start + 5 + checker.avroLength());
    }

    private static SchemaObject object(String... properties) {
        String source = """
                apiVersion: v3.1.0
                kind: DataContract
                id: lines
                version: 1.0.0
                schema:
                  - name: lines
                    properties:
                      - %s
                """.formatted(String.join("\n      - ", properties));
        Contract contract = ContractParser.parse(
                        YamlReader.read("lines.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow();
        return contract.schema().get(0);
    }
}
