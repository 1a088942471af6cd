package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.gate.AvroSchemas;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Identities;
import dev.polder.server.http.Json;
import dev.polder.server.privacy.PortSeals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class IngestRoutesTest {
    private static final int SCHEMA_ID = 258;
    private static final String PROPERTIES = """
            - {name: id, logicalType: string, required: true, primaryKey: true}
            - {name: n, logicalType: integer, logicalTypeOptions: {maximum: 1000000}}
            """;

    private static final SchemaObject SCHEMA = TestContracts.object(PROPERTIES);
    private static final FixedPorts PORTS = new FixedPorts();
    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static TopicWriter writer;
    private static RecordWriter records;
    private static Database database;
    private static HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        writer = new TopicWriter(broker.clientProperties(), "lz4");
        records = RecordWriter.direct(broker.clientProperties(), "none");
        database = TestDatabase.create();
        server = new HttpServer(
                HttpConfig.loopback(0),
                new Names(),
                List.of(new IngestRoutes(
                        PORTS, records, writer, database, DriftKeeper.NONE, PortSeals.NONE, Clock.systemUTC())));
        server.start();
        PORTS.addMade(PortId.parse("customers.customer-360.customer-360.v1"));
        PORTS.addWaiting(PortId.parse("sales.orders.coming.v1"));
    }

    /** Admins, each called as their token. */
    private static final class Names implements Identities {
        @Override
        public Optional<Principal> known(String token, String from) {
            return Optional.of(new Principal(token, Principal.Kind.PERSON, Set.of(), Set.of(MeshRole.ADMIN), Map.of()));
        }

        @Override
        public Principal identify(String token, String from) {
            return known(token, from).orElseThrow();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        records.close();
        writer.close();
        database.close();
        broker.close();
    }

    private static PortId port(String name) {
        PortId port = PortId.parse("sales.orders." + name + ".v1");
        topics.create(port);
        PORTS.add(port, SCHEMA_ID, SCHEMA);
        return port;
    }

    private HttpResponse<String> post(String path, byte[] body, String... headers) {
        return postAs("admin", path, body, headers);
    }

    private HttpResponse<String> postAs(String token, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode ingest(PortId port, String type, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", type));
        HttpResponse<String> answer =
                post(path(port), body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static String path(PortId port) {
        return "/v1/domains/" + port.address().domain() + "/products/"
                + port.address().product() + "/ports/" + port.address().port() + "/records";
    }

    private static GenericRecord decoded(PortId port, ConsumerRecord<byte[], byte[]> record) {
        ByteBuffer value = ByteBuffer.wrap(record.value());
        assertThat(value.get()).isZero();
        assertThat(value.getInt()).isEqualTo(SCHEMA_ID);
        var schema = AvroSchemas.of(port, SCHEMA.recordType());
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(record.value(), value.position(), value.remaining(), null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void acceptedRecordsGoToTheTopicAndRefusedOnesToTheDeadLetters() {
        PortId port = port("plain");

        JsonNode answer = ingest(
                port,
                "application/x-ndjson; charset=UTF-8",
                "{\"id\":\"a\",\"n\":1}\n{\"id\":\"b\",\"n\":\"x\"}\n\n{\"id\":\"c\"}\nnonsense\n");

        assertThat(answer).isEqualTo(Json.mapper().readTree("""
                                        {"accepted": 2, "refused": 2, "refusals": [
                                          {"record": 2, "line": 2, "code": "RECORD_TYPE", "field": "$.n", "rule": "type integer",
                                           "message": "The value must be an integer, but is a string", "value": "x"},
                                          {"record": 4, "line": 5, "code": "RECORD_SYNTAX", "field": "$", "rule": "syntax",
                                           "message": "This is not well-formed JSON at character 1"}],
                                         "deadLetterTopic": "sales.orders.plain.v1.dead_letter"}
                                        """));
        assertThat(topics.read(port.topic()))
                .extracting(record -> new String(record.key()) + decoded(port, record))
                .containsExactlyInAnyOrder("[\"a\"]{\"id\": \"a\", \"n\": 1}", "[\"c\"]{\"id\": \"c\", \"n\": null}");
        List<ConsumerRecord<byte[], byte[]>> dead = topics.read(port.deadLetterTopic());
        assertThat(dead).hasSize(2);
        assertThat(dead.get(0).value()).asString().isEqualTo("{\"id\":\"b\",\"n\":\"x\"}");
        assertThat(dead.get(1).value()).asString().isEqualTo("nonsense");
        assertThat(TestTopics.headers(dead.get(0)))
                .containsEntry("polder.code", "RECORD_TYPE")
                .containsEntry("polder.field", "$.n")
                .containsEntry("polder.message", "The value must be an integer, but is a string")
                .containsEntry("polder.contract", "orders")
                .containsEntry("polder.contract.version", "1.2.3")
                .containsEntry("polder.source", "http:admin")
                .containsEntry("polder.record", "2")
                .containsEntry("polder.length", "18")
                .containsEntry("polder.format", "ndjson")
                .containsEntry(
                        "polder.refusals",
                        "[{\"code\":\"RECORD_TYPE\",\"path\":\"$.n\",\"rule\":\"type integer\","
                                + "\"message\":\"The value must be an integer, but is a string\",\"value\":\"x\"}]");
    }

    @Test
    void avroFilesOfAnyWriterAreTaken() throws IOException {
        PortId port = port("avro-files");
        Schema schema = SchemaBuilder.record("Mine")
                .fields()
                .requiredInt("n")
                .requiredString("id")
                .endRecord();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.deflateCodec(6)).create(schema, file);
            for (String id : List.of("one", "two", "")) {
                GenericRecord record = new GenericData.Record(schema);
                record.put("n", 1);
                record.put("id", id);
                writer.append(record);
            }
        }

        HttpResponse<String> answer = post(path(port), file.toByteArray(), "Content-Type", "application/avro");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(topics.read(port.topic()))
                .extracting(record -> decoded(port, record).toString())
                .contains("{\"id\": \"one\", \"n\": 1}", "{\"id\": \"two\", \"n\": 1}");
    }

    @Test
    void allFormatsGiveTheSameRecords() throws IOException {
        PortId port = port("formats");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        for (String member : List.of("id,n\n", "gzip,4\n")) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(member.getBytes(StandardCharsets.UTF_8));
            }
        }

        ingest(port, "application/json", "[{\"id\":\"array\",\"n\":1}]");
        ingest(port, "application/json", "{\"id\":\"object\",\"n\":2}");
        JsonNode csv = ingest(port, "text/csv; header=present", "N,ID\n3,csv\nx,bad\n");
        HttpResponse<String> gzip =
                post(path(port), zipped.toByteArray(), "Content-Type", "text/csv", "Content-Encoding", "gzip");

        assertThat(gzip.statusCode()).as(gzip.body()).isEqualTo(200);
        assertThat(topics.read(port.topic()))
                .extracting(record -> decoded(port, record).toString())
                .containsExactlyInAnyOrder(
                        "{\"id\": \"array\", \"n\": 1}",
                        "{\"id\": \"object\", \"n\": 2}",
                        "{\"id\": \"csv\", \"n\": 3}",
                        "{\"id\": \"gzip\", \"n\": 4}");
        assertThat(csv.path("refused").asInt()).isEqualTo(1);
        assertThat(topics.read(port.deadLetterTopic())).singleElement().satisfies(dead -> {
            assertThat(dead.value()).asString().isEqualTo("x,bad");
            assertThat(TestTopics.headers(dead)).containsEntry("polder.columns", "n,id");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "sales/products/orders/ports/plaim|application/json|404|NOT_FOUND|There is no port",
                "sales/products/orders/ports/Bad_Name|application/json|422|NAME_INVALID|not a valid name",
                "sales/products/orders/ports/coming|application/json|503|NOT_READY|its topic is being made",
                "sales/products/orders/ports/coming?major=7|application/json|404|NOT_FOUND|no major version 7",
                "sales/products/orders/ports/coming?major=x|application/json|400|USAGE|no major version",
                "customers/products/customer_360/ports/customer-360|application/json|403|DENIED|a transform makes it",
                "sales/products/orders/ports/coming|application/xml|400|USAGE|application/xml",
                "sales/products/orders/ports/coming|text/csv; charset=\"ISO-8859-1\"|400|USAGE|iso-8859-1",
                "sales/products/orders/ports/coming|text/csv; header=absent|400|USAGE|header line"
            })
    void aRequestThatCannotBeTakenSaysWhy(String place, String type, int status, String code, String message) {
        String path = "/v1/domains/" + place.replaceFirst("(\\?|$)", "/records$1");
        HttpResponse<String> answer = post(path, new byte[0], "Content-Type", type);

        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("detail").asString()).contains(message);
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void theAnswerArrivesAlsoWhenTheBodyWasNotReadToItsEnd() {
        PortId port = port("unread");
        String rest = "{\"id\":\"x\"},".repeat(1_000_000);

        JsonNode cut = ingest(port, "application/json", "[{\"id\":\"a\"},nonsense," + rest);
        HttpResponse<String> unknown = post(
                path(port).replace("unread", "nowhere"),
                rest.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");

        assertThat(cut.path("accepted").asInt()).isEqualTo(1);
        assertThat(cut.path("refused").asInt()).isEqualTo(1);
        assertThat(cut.path("refusals").path(0).path("message").asString())
                .contains("The rest of the body was not read");
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    @Test
    void aWrongAddressIsAnsweredWithTheNearestOnes() {
        port("order-lines");
        HttpResponse<String> answer = post(
                "/v1/domains/sales/products/order/ports/order-lines/records",
                new byte[0],
                "Content-Type",
                "application/json");
        assertThat(answer.body()).contains("Did you mean sales.orders.order-lines");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "application/json|~~|The body is empty",
                "application/json|\"text\"|no JSON array",
                "text/csv|~~|The body is empty",
                "text/csv|id,nn|no column 'nn'"
            })
    void aBodyThatIsNotWhatItsTypeSaysIsRefusedAsAWhole(String type, String body, String message) {
        if (PORTS.addresses().stream().noneMatch(address -> address.toString().endsWith("whole"))) {
            port("whole");
        }
        HttpResponse<String> answer = post(
                "/v1/domains/sales/products/orders/ports/whole/records",
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                type);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("BODY_INVALID").contains(message);
    }

    @Test
    void aBodyWithAnIdempotencyKeyIsTakenOnce() {
        PortId port = port("once");
        String body = "{\"id\":\"a\"}\n{\"id\":1}\n";

        JsonNode first = ingest(port, "application/x-ndjson", body, "Idempotency-Key", "k1");
        JsonNode second = ingest(port, "application/x-ndjson", body, "Idempotency-Key", "k1");
        HttpResponse<String> other = post(
                path(port),
                "{\"id\":\"b\"}".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-ndjson",
                "Idempotency-Key",
                "k1");

        assertThat(second).isEqualTo(first);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("ALREADY_EXISTS");
        assertThat(topics.read(port.topic())).hasSize(1);
        assertThat(topics.read(port.deadLetterTopic())).hasSize(1);
        ingest(port, "application/x-ndjson", body, "Idempotency-Key", "k2");
        assertThat(topics.read(port.topic())).hasSize(2);
    }

    @Test
    void anIdempotencyKeyIsItsSendersOwn() {
        PortId port = port("keys");
        ingest(port, "application/x-ndjson", "{\"id\":\"a\"}\n{\"id\":1}\n", "Idempotency-Key", "1");

        HttpResponse<String> same = postAs(
                "ida",
                path(port),
                "{\"id\":\"b\"}".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-ndjson",
                "Idempotency-Key",
                "1");

        assertThat(same.statusCode()).as(same.body()).isEqualTo(200);
        assertThat(same.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(Json.mapper().readTree(same.body()).get("accepted").asInt()).isEqualTo(1);
        assertThat(topics.read(port.topic())).hasSize(2);
    }

    @Test
    void recordsOfOneKeyKeepTheirOrder() {
        PortId port = port("ordered");
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            body.append("{\"id\":\"k")
                    .append(i % 17)
                    .append("\",\"n\":")
                    .append(i)
                    .append("}\n");
        }

        JsonNode answer = ingest(port, "application/x-ndjson", body.toString());

        assertThat(answer.path("accepted").asInt()).isEqualTo(50_000);
        Map<String, Long> last = new HashMap<>();
        int read = 0;
        for (ConsumerRecord<byte[], byte[]> record : topics.read(port.topic())) {
            long n = (Long) decoded(port, record).get("n");
            assertThat(last.getOrDefault(new String(record.key()), -1L)).isLessThan(n);
            last.put(new String(record.key()), n);
            read++;
        }
        assertThat(read).isEqualTo(50_000);
    }

    @Test
    void aRecordOfAHundredMegabytesIsRefusedAndTheNextIsTaken() throws Exception {
        PortId port = port("large");
        long size = 100_000_000;
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path(port)))
                .header("Authorization", "Bearer admin")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new LargeRecord(size)))
                .build();

        JsonNode answer = Json.mapper()
                .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body());

        assertThat(answer.path("accepted").asInt()).isEqualTo(1);
        assertThat(answer.path("refusals").path(0).path("code").asString()).isEqualTo("RECORD_TOO_LARGE");
        assertThat(topics.read(port.deadLetterTopic())).singleElement().satisfies(dead -> {
            assertThat(dead.value()).hasSize(64 * 1024);
            assertThat(TestTopics.headers(dead)).containsEntry("polder.length", Long.toString(size));
        });
    }

    @Test
    void aBodyThatBreaksOffHasBeenTakenUpToThere() throws Exception {
        PortId port = port("broken");
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("POST " + path(port) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer admin\r\n"
                                    + "Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n"
                                    + "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }
        await().untilAsserted(() -> assertThat(topics.read(port.topic())).hasSize(2));
        assertThat(topics.read(port.deadLetterTopic())).isEmpty();
    }

    /** One record of that many bytes, and a small one. */
    private static final class LargeRecord extends InputStream {
        private static final byte[] SECOND = "\n{\"id\":\"small\"}\n".getBytes(StandardCharsets.UTF_8);
        private final long size;
        private long at;

        LargeRecord(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            long position = at++;
            if (position < size) {
                return 'x';
            }
            return position - size < SECOND.length ? SECOND[(int) (position - size)] : -1;
        }
    }
}
