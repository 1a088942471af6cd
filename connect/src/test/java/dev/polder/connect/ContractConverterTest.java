package dev.polder.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.document.YamlReader;
import dev.polder.gate.ContractGate;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractConverterTest {
    private static final Schema CITY = SchemaBuilder.struct()
            .optional()
            .field("city", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema LINE = SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("amount", Decimal.builder(2).optional().build())
            .field(
                    "day",
                    org.apache.kafka.connect.data.Date.builder().optional().build())
            .field("at", Timestamp.builder().optional().build())
            .field(
                    "local",
                    SchemaBuilder.int64()
                            .name("io.debezium.time.MicroTimestamp")
                            .optional()
                            .build())
            .field("time", Time.builder().optional().build())
            .field("raw", Schema.OPTIONAL_BYTES_SCHEMA)
            .field(
                    "tags",
                    SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build())
            .field("ship-to", CITY)
            .build();
    private static final Instant INSTANT = Instant.parse("2024-05-17T13:45:00.250Z");

    @TempDir
    private Path directory;

    private final ContractConverter converter = new ContractConverter();

    @BeforeEach
    void configure() throws IOException {
        converter.configure(ContractFile.settings(directory), false);
    }

    @AfterEach
    void close() {
        converter.close();
    }

    @Test
    void aStructThatKeepsTheContractIsWrittenAsThePortsRecord() throws IOException {
        byte[] bytes = converter.fromConnectData(ContractFile.TOPIC, LINE, line());

        assertThat(bytes).startsWith(0, 0, 0, 0, 7);
        GenericRecord record = record(bytes);
        assertThat(record.get("id")).isEqualTo(3L);
        assertThat(record.get("day")).isEqualTo((int) LocalDate.of(2024, 2, 29).toEpochDay());
        assertThat(record.get("at")).isEqualTo(INSTANT.toEpochMilli() * 1000);
        assertThat(record.get("local")).isEqualTo(1_000_001L);
        assertThat(record.get("time")).hasToString("13:45:00.250000");
        assertThat(record.get("raw")).hasToString("aGk=");
        assertThat(((GenericRecord) record.get("ship_x2Dto")).get("city")).hasToString("Delft");
    }

    @Test
    void whatSinksReadIsWhatSourcesWrote() throws IOException {
        GenericRecord record = record(converter.fromConnectData(ContractFile.TOPIC, LINE, line()));
        Schema schema = ConnectValues.schema(record.getSchema());
        Struct read = (Struct) ConnectValues.value(record.getSchema(), schema, record);
        read.validate();

        assertThat(read.get("id")).isEqualTo(3L);
        assertThat(read.get("amount")).isEqualTo(new BigDecimal("12.50"));
        assertThat(read.get("day")).isEqualTo(day());
        assertThat(read.get("at")).isEqualTo(Date.from(INSTANT));
        assertThat(read.getArray("tags")).isEqualTo(Arrays.asList("a", null));
        assertThat(read.getStruct("ship-to").get("city")).isEqualTo("Delft");
        assertThat(schema.field("id").schema().isOptional()).isFalse();
        assertThat(schema.field("amount").schema().isOptional()).isTrue();
    }

    @Test
    void mapsAndJsonAreTakenToo() {
        byte[] expected = converter.fromConnectData(ContractFile.TOPIC, null, "{\"id\":3,\"tags\":[\"x\"]}");
        assertThat(converter.fromConnectData(ContractFile.TOPIC, null, Map.of("id", 3L, "tags", List.of("x"))))
                .isEqualTo(expected);
        assertThat(converter.fromConnectData(
                        ContractFile.TOPIC,
                        Schema.BYTES_SCHEMA,
                        "{\"tags\":[\"x\"],\"id\":3}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(expected);
    }

    @Test
    void onATopicOfJsonAHeaderNamesTheSchema() throws IOException {
        try (ContractConverter json = new ContractConverter()) {
            json.configure(ContractFile.jsonSettings(directory), false);
            RecordHeaders headers = new RecordHeaders();
            headers.add("polder.schema.id", new byte[] {'1'}).add("other", new byte[0]);

            byte[] value = json.fromConnectData(ContractFile.TOPIC, headers, LINE, line());

            assertThat(value)
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("{\"id\":3,\"amount\":12.50,\"day\":\"2024-02-29\",\"at\":\"2024-05-17T13:45:00.250Z\","
                            + "\"local\":\"1970-01-01T00:00:01.000001\",\"time\":\"13:45:00.250000\",\"raw\":\"aGk=\","
                            + "\"tags\":[\"a\",null],\"ship-to\":{\"city\":\"Delft\"}}");
            assertThat(headers.toArray()).hasSize(2);
            assertThat(headers.lastHeader("polder.schema.id").value()).isEqualTo(new byte[] {'7'});
            assertThatThrownBy(() -> json.fromConnectData(ContractFile.TOPIC, LINE, line()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("header");
        }
    }

    @Test
    void whatBreaksTheContractIsADataException() {
        assertThatThrownBy(() -> converter.fromConnectData(ContractFile.TOPIC, LINE, line().put("id", 0)))
                .isInstanceOf(DataException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("RECORD_RANGE $.id (minimum 1)");
        assertThatThrownBy(() -> converter.fromConnectData(ContractFile.TOPIC, null, null))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> converter.fromConnectData(
                        ContractFile.TOPIC,
                        SchemaBuilder.struct()
                                .field("id", Schema.INT32_SCHEMA)
                                .field("more", Schema.INT32_SCHEMA)
                                .build(),
                        new Struct(SchemaBuilder.struct()
                                        .field("id", Schema.INT32_SCHEMA)
                                        .field("more", Schema.INT32_SCHEMA)
                                        .build())
                                .put("id", 1)
                                .put("more", 2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("RECORD_FIELD_UNKNOWN");
    }

    @Test
    void aTopicThatIsNoPortsIsNotWritten() {
        assertThatThrownBy(() -> converter.fromConnectData("elsewhere", null, "{\"id\":3}"))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("no port's topic");
    }

    @Test
    void keysPass() {
        ContractConverter keys = new ContractConverter();
        keys.configure(Map.of(), true);
        assertThat(keys.fromConnectData("any", Schema.STRING_SCHEMA, "[1]")).isEqualTo(new byte[] {'[', '1', ']'});
        assertThat(keys.fromConnectData("any", null, null)).isNull();
        assertThat(keys.toConnectData("any", new byte[] {'[', '1', ']'}).value())
                .isEqualTo("[1]");
        keys.close();
    }

    @Test
    void readingNeedsTheServer() {
        assertThatThrownBy(() -> converter.toConnectData(ContractFile.TOPIC, new byte[] {0, 0, 0, 0, 7}))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("polder.url");
    }

    private static Struct line() {
        return new Struct(LINE)
                .put("id", 3)
                .put("amount", new BigDecimal("12.50"))
                .put("day", day())
                .put("at", Date.from(INSTANT))
                .put("local", 1_000_001L)
                .put("time", new Date(49_500_250))
                .put("raw", ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8)))
                .put("tags", Arrays.asList("a", null))
                .put("ship-to", new Struct(CITY).put("city", "Delft"));
    }

    private static Date day() {
        return Date.from(LocalDateTime.parse("2024-02-29T00:00:00").toInstant(ZoneOffset.UTC));
    }

    private GenericRecord record(byte[] framed) throws IOException {
        String answer = Files.readString(directory.resolve("gate.json"));
        String document = answer.substring(answer.indexOf("\"document\": \"") + 13, answer.lastIndexOf('"'))
                .replace("\\n", "\n");
        ContractGate gate = ContractGate.compile(
                ContractParser.parse(YamlReader.read("c", document).root().orElseThrow(), document)
                        .contract()
                        .orElseThrow()
                        .schema()
                        .get(0));
        return new GenericDatumReader<GenericRecord>(gate.avroSchema("sales.orders", "lines_v1"))
                .read(null, DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null));
    }
}
