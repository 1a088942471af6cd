package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.TopicFormat;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Topics whose records are JSON, written as the gate writes them. */
class JsonLandingTest {
    private static final String FIRST = """
            apiVersion: v3.2.0
            kind: DataContract
            id: lines
            version: 1.0.0
            status: active
            customProperties: [{property: topicFormat, value: json}]
            schema:
              - name: lines
                customProperties: [{property: unknownFields, value: keep}]
                properties:
                  - {name: id, logicalType: integer, required: true, primaryKey: true}
                  - {name: price, logicalType: number, physicalType: 'decimal(38,10)'}
                  - {name: ratio, logicalType: number}
                  - {name: day, logicalType: date}
                  - {name: at, logicalType: timestamp}
                  - {name: local, logicalType: timestamp, logicalTypeOptions: {timezone: false}}
                  - {name: clock, logicalType: time}
                  - {name: raw, logicalType: string, logicalTypeOptions: {format: byte}}
                  - {name: 'straße', logicalType: string}
                  - name: place
                    logicalType: object
                    customProperties: [{property: unknownFields, value: reject}]
                    properties:
                      - {name: city, logicalType: string, required: true}
                      - {name: tags, logicalType: array, items: {logicalType: string}}
                  - {name: scores, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}
            """;
    private static final String SECOND = FIRST.replace("version: 1.0.0", "version: 1.1.0")
            .replace("      - {name: ratio", "      - {name: note, logicalType: string}\n      - {name: ratio");
    private static final String COLUMNS = """
            id bigint NOT NULL, price decimal(38,10), note string, ratio double, day date, at timestamp, local timestamp_ntz,
            clock string, raw string, stra_xDFe string, place struct<city: string NOT NULL, tags: array<string>>,
            scores map<string, bigint>, unknown_fields map<string, string>
            """;

    private final Version first = new Version(3, FIRST);
    private final Version second = new Version(4, SECOND);
    private final String topic = TestMesh.topic(2);
    private final TableName table = TestMesh.table(COLUMNS);

    /** A version of the contract at work. */
    private static final class Version {
        private final ContractGate gate;
        private final RecordChecker checker;
        private final TopicForm form;
        private final int id;

        Version(int id, String source) {
            SchemaObject schema = ContractParser.parse(
                            YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                    .contract()
                    .map(Contract::schema)
                    .orElseThrow()
                    .get(0);
            this.id = id;
            this.gate = ContractGate.compile(schema);
            this.checker = gate.checker();
            this.form = gate.form(id);
        }

        String schema() {
            return gate.avroSchema("sales.orders", "lines").toString();
        }

        ProducerRecord<byte[], byte[]> record(String topic, int partition, String json) {
            byte[] bytes = utf8(json);
            assertThat(checker.json(bytes, 0, bytes.length)).isTrue();
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, form.value(checker));
            record.headers().add("trace", utf8("x"));
            form.headers(record.headers()::add);
            return record;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(Version version, int partition, String json) {
        TestMesh.await(TestMesh.producer().send(version.record(topic, partition, json)));
    }

    private Landing landing() {
        return new Landing(
                "sales.orders.lines.v1",
                topic,
                TopicFormat.JSON,
                table,
                second.schema(),
                Map.of(first.id, first.schema(), second.id, second.schema()),
                false,
                List.of());
    }

    private LandingReport land() throws InterruptedException {
        return TestPort.lander(1000)
                .land(landing(), TestPort.topics().states(List.of(topic)).get(topic))
                .report();
    }

    private List<Row> rows() {
        return TestMesh.rows("SELECT * FROM " + table.inSpark() + " ORDER BY id");
    }

    @Test
    void recordsOfTwoVersionsLandWithExactlyTheirValues() throws Exception {
        send(
                first,
                0,
                "{\"id\":1,\"price\":9999999999999999999999999999.9999999999,\"ratio\":0.30000000000000004,"
                        + "\"day\":\"0001-01-01\",\"at\":\"1969-12-31T23:59:59.999999Z\",\"local\":\"2026-03-29T02:30:00.123456\","
                        + "\"clock\":\"23:59:59.000001\",\"raw\":\"AP8Q\",\"straße\":\"Zoë 🦆 \\u0001\","
                        + "\"place\":{\"city\":\"Sneek\",\"tags\":[\"a\",null,\"\"]},\"scores\":{\"b\":2,\"a\":null},"
                        + "\"extra\":{\"y\":1e2,\"x\":\"é\"},\"unknown_fields\":[1]}");
        send(second, 1, "{\"id\":2,\"note\":\"new\",\"at\":\"9999-12-31T23:59:59Z\"}");
        send(first, 1, "{\"id\":3,\"price\":-0.1,\"place\":null,\"scores\":{}}");

        LandingReport report = land();

        assertThat(report.records()).isEqualTo(3);
        assertThat(report.offsets()).isEqualTo(Map.of(0, 1L, 1, 2L));
        Row full = rows().get(0);
        assertThat(full.getDecimal(1)).isEqualTo(new BigDecimal("9999999999999999999999999999.9999999999"));
        assertThat(full.isNullAt(2)).isTrue();
        assertThat(full.getDouble(3)).isEqualTo(0.1 + 0.2);
        assertThat(full.<LocalDate>getAs(4)).isEqualTo(LocalDate.of(1, 1, 1));
        assertThat(full.<Instant>getAs(5)).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
        assertThat(full.<LocalDateTime>getAs(6)).isEqualTo(LocalDateTime.parse("2026-03-29T02:30:00.123456"));
        assertThat(full.getString(7)).isEqualTo("23:59:59.000001");
        assertThat(full.getString(8)).isEqualTo("AP8Q");
        assertThat(full.getString(9)).isEqualTo("Zoë 🦆 \u0001");
        assertThat(full.getStruct(10).getString(0)).isEqualTo("Sneek");
        assertThat(full.getStruct(10).<String>getList(1)).containsExactly("a", null, "");
        assertThat(new HashMap<>(full.<String, Long>getJavaMap(11)))
                .containsEntry("b", 2L)
                .containsEntry("a", null)
                .hasSize(2);
        assertThat(full.<String, String>getJavaMap(12))
                .containsEntry("extra", "{\"x\":\"é\",\"y\":100}")
                .containsEntry("unknown_fields", "[1]")
                .hasSize(2);
        Row newer = rows().get(1);
        assertThat(newer.getString(2)).isEqualTo("new");
        assertThat(newer.<Instant>getAs(5)).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(newer.isNullAt(12)).isTrue();
        Row sparse = rows().get(2);
        assertThat(sparse.getDecimal(1)).isEqualTo(new BigDecimal("-0.1000000000"));
        assertThat(sparse.isNullAt(10)).isTrue();
        assertThat(sparse.getJavaMap(11)).isEmpty();
    }

    @Test
    void everyRecordLandsOnceAndOnlyThoseThatWereCommitted() throws Exception {
        Map<String, Object> settings = new HashMap<>(TestBroker.shared().client());
        settings.put("transactional.id", topic);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int id = 1; id <= 6; id++) {
                producer.beginTransaction();
                producer.send(first.record(topic, id % 2, "{\"id\":" + id + "}"));
                if (id % 3 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }

        assertThat(land().records()).isEqualTo(4);
        assertThat(land().records()).isZero();
        assertThat(rows()).extracting(row -> row.getLong(0)).containsExactly(1L, 2L, 4L, 5L);
    }

    @Test
    void whatTheGateDidNotWriteStopsTheLandingAndIsNamed() throws Exception {
        send(first, 0, "{\"id\":1}");
        TestMesh.send(topic, 0, utf8("{\"id\":2}"));

        assertUnreadable("offset 1: the header polder.schema.id does not name a schema");
        assertThat(rows()).isEmpty();
    }

    @Test
    void aValueThatIsNoRecordOfItsSchemaIsNamed() throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, utf8("{\"id\":\"secret\"}"));
        record.headers().add(TopicForm.SCHEMA_ID, utf8("3"));
        TestMesh.await(TestMesh.producer().send(record));

        assertUnreadable("offset 0: the value is not a record of schema 3: $.id is a string");
    }

    @Test
    void aSchemaThatIsNotThePortsIsNamed() throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 1, null, utf8("{\"id\":1}"));
        record.headers().add(TopicForm.SCHEMA_ID, utf8("99"));
        TestMesh.await(TestMesh.producer().send(record));

        assertUnreadable("schema id 99 is none of the port's");
    }

    private void assertUnreadable(String message) {
        assertThatThrownBy(this::land)
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.RECORD_UNREADABLE))
                .hasMessageContaining(message);
    }
}
