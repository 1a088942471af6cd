package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polder.core.problem.Code;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Avro records in any writer's schema get the verdict, and become the bytes, of the JSON record that says the same. */
class AvroRecordTest {
    @Test
    void generatedRecordsAreJudgedAsTheirJson() {
        Random random = new Random(20_261_122);
        int judged = 0;
        for (int i = 0; i < 700; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(6), 2);
            ContractGate gate = Contracts.gate(fields.properties());
            for (int j = 0; j < 40; j++) {
                String json = random.nextInt(2) == 0
                        ? fields.valid(random).json()
                        : fields.broken(random).json();
                Optional<Value> value =
                        new JsonText(RecordLimits.DEFAULT).parse(json, Where.ROOT, new Refusals(RecordLimits.DEFAULT));
                if (value.isEmpty() || !(value.get() instanceof Value.Obj)) {
                    continue;
                }
                AvroForms.Form form;
                try {
                    form = new AvroForms(random).form(value.get());
                } catch (AvroForms.None e) {
                    continue;
                }
                if (form.schema().getType() != Schema.Type.RECORD) {
                    continue;
                }
                RawRecord record = RawRecord.avro(AvroForms.bytes(form), gate.writtenIn(form.schema()));
                assertThat(summary(gate.check(record)))
                        .as(fields.properties() + json + "\n" + form.schema())
                        .isEqualTo(summary(gate.check(Contracts.json(json))));
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(12_000);
    }

    @Test
    void whatTheGateWroteItReadsAgain() {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(6), 2);
            ContractGate gate = Contracts.gate(fields.properties());
            RecordChecker checker = gate.checker();
            for (int j = 0; j < 20; j++) {
                Verdict.Accepted first = AcceptedRecords.accepted(
                        gate, Contracts.json(fields.valid(random).json()));
                assertThat(checker.avro(first.avro(), 0, first.avro().length)).isTrue();
                assertThat(avro(checker)).isEqualTo(first.avro());
                assertThat(checker.keyLength())
                        .isEqualTo(first.key().map(key -> key.length).orElse(-1));
            }
        }
    }

    @Test
    void datesAndTimesAreWhatTheirLogicalTypesSayInAnyUnit() {
        Instant instant = Instant.parse("2024-05-17T13:45:00.123Z");
        LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        long millis = instant.toEpochMilli();
        String zoned = "logicalType: timestamp";
        String unzoned = "logicalType: timestamp\nlogicalTypeOptions: {timezone: false}";
        same(zoned, "'long','logicalType':'timestamp-millis'", millis, "\"2024-05-17T13:45:00.123Z\"");
        same(zoned, "'long','logicalType':'timestamp-micros'", millis * 1000, "\"2024-05-17T13:45:00.123Z\"");
        same(zoned, "'long','logicalType':'timestamp-nanos'", millis * 1_000_000, "\"2024-05-17T13:45:00.123Z\"");
        same(zoned, "'long','logicalType':'local-timestamp-millis'", millis, "\"" + local + "\"");
        same(unzoned, "'long','logicalType':'local-timestamp-micros'", millis * 1000, "\"" + local + "\"");
        same(unzoned, "'long','logicalType':'timestamp-micros'", millis * 1000, "\"2024-05-17T13:45:00.123Z\"");
        same(
                "logicalType: date",
                "'int','logicalType':'date'",
                (int) LocalDate.of(2024, 2, 29).toEpochDay(),
                "\"2024-02-29\"");
        same("logicalType: date\nlogicalTypeOptions: {format: d/M/yyyy}", "'string'", "29/2/2024", "\"29/2/2024\"");
        same("logicalType: time", "'int','logicalType':'time-millis'", 49_500_250, "\"13:45:00.250\"");
        same("logicalType: time", "'long','logicalType':'time-micros'", 49_500_250_001L, "\"13:45:00.250001\"");
        same(
                "logicalType: timestamp\nlogicalTypeOptions: {defaultTimezone: Europe/Amsterdam}",
                "'long','logicalType':'local-timestamp-millis'",
                LocalDateTime.parse("2024-03-31T02:30:00")
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli(),
                "\"2024-03-31T02:30:00\"");
        same(
                zoned + "\nlogicalTypeOptions: {minimum: '2025-01-01T00:00:00Z'}",
                "'long','logicalType':'timestamp-millis'",
                millis,
                "\"2024-05-17T13:45:00.123Z\"");
    }

    @Test
    void aDateNeedsNoFormat() {
        ContractGate gate = Contracts.value("logicalType: date\nlogicalTypeOptions: {format: d/M/yyyy}");
        assertThat(verdict(gate, "'int','logicalType':'date'", 19_782)).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "logicalType: timestamp|'long'|1700000000000|RECORD_TYPE",
                "logicalType: date|'int'|19000|RECORD_TYPE",
                "logicalType: date|'long','logicalType':'timestamp-millis'|0|RECORD_TYPE",
                "logicalType: timestamp|'int','logicalType':'date'|0|RECORD_TYPE",
                "logicalType: string|'int','logicalType':'date'|0|RECORD_TYPE",
                "logicalType: integer|'long','logicalType':'timestamp-millis'|0|RECORD_TYPE",
                "logicalType: timestamp|'long','logicalType':'timestamp-nanos'|1|RECORD_FORMAT",
                "logicalType: timestamp|'long','logicalType':'timestamp-millis'|9223372036854775807|RECORD_RANGE",
                "logicalType: timestamp|'long','logicalType':'timestamp-micros'|-9223372036854775808|RECORD_RANGE",
                "logicalType: date|'int','logicalType':'date'|2147483647|RECORD_RANGE",
                "logicalType: time|'int','logicalType':'time-millis'|86400000|RECORD_RANGE",
                "logicalType: time|'int','logicalType':'time-millis'|-1|RECORD_RANGE",
                "logicalType: boolean|'int'|1|RECORD_TYPE",
                "logicalType: string|'int'|1|RECORD_TYPE"
            })
    void nothingIsReadAsWhatItIsNot(String property, String type, String number, String code) {
        Object datum = type.startsWith("'int'") ? (Object) Integer.valueOf(number) : (Object) Long.valueOf(number);
        assertThat(verdict(Contracts.value(property), type, datum)).isEqualTo(code + " $.v");
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        ContractGate gate = Contracts.value("logicalType: number");
        assertThat(verdict(gate, "'double'", Double.NaN)).isEqualTo("RECORD_TYPE $.v");
        assertThat(verdict(gate, "'float'", Float.NEGATIVE_INFINITY)).isEqualTo("RECORD_TYPE $.v");
        assertThat(verdict(gate, "'double'", 1.5)).isEqualTo("ok");
        ContractGate decimal = Contracts.value("logicalType: number\nphysicalType: decimal(10,2)");
        assertThat(verdict(decimal, "'double'", 12.34)).isEqualTo("ok");
        assertThat(verdict(decimal, "'float'", 12.34f)).isEqualTo("RECORD_RANGE $.v");
        ByteBuffer huge = ByteBuffer.wrap(BigInteger.ONE.shiftLeft(8 * 500_000).toByteArray());
        assertThat(verdict(decimal, "'bytes','logicalType':'decimal','precision':1204119,'scale':0", huge))
                .isEqualTo("RECORD_LIMIT $.v");
        ByteBuffer small = ByteBuffer.wrap(BigInteger.valueOf(1234).toByteArray());
        assertThat(verdict(decimal, "'bytes','logicalType':'decimal','precision':4,'scale':2", small))
                .isEqualTo("ok");
        assertThat(verdict(decimal, "'bytes','logicalType':'decimal','precision':4,'scale':3", small))
                .isEqualTo("RECORD_RANGE $.v");
        assertThat(verdict(decimal, "'bytes'", small)).isEqualTo("RECORD_TYPE $.v");
    }

    @Test
    void bytesAreTextOrBase64AsTheContractWants() {
        ByteBuffer bytes = ByteBuffer.wrap("é!".getBytes(StandardCharsets.UTF_8));
        same("logicalType: string", "'bytes'", bytes, "\"é!\"");
        same("logicalType: string\nlogicalTypeOptions: {format: byte}", "'bytes'", bytes, "\"w6kh\"");
        assertThat(verdict(
                        Contracts.value("logicalType: string"), "'bytes'", ByteBuffer.wrap(new byte[] {(byte) 0xC3})))
                .isEqualTo("RECORD_FORMAT $.v");
        Schema uuid = new Schema.Parser()
                .parse("{'type':'fixed','name':'U','size':16,'logicalType':'uuid'}".replace('\'', '"'));
        GenericData.Fixed fixed = new GenericData.Fixed(uuid, new byte[16]);
        ContractGate gate = Contracts.value("logicalType: string\nlogicalTypeOptions: {format: uuid}");
        assertThat(verdict(gate, record(uuid), fixed)).isEqualTo("ok");
    }

    @Test
    void fieldsAreFoundByNameAliasAndTheNameTheyHaveInAvro() {
        ContractGate gate = Contracts.gate(
                "- {name: order-id, logicalType: string, required: true}\n- {name: n, logicalType: integer}");
        for (String name : List.of(
                "'name':'order_x2Did'",
                "'name':'x','iceberg-field-name':'order-id'",
                "'name':'id','aliases':['order_x2Did']")) {
            Schema schema = parse("{'type':'record','name':'R','fields':[{'name':'n','type':'long'},{" + name
                    + ",'type':'string'}]}");
            GenericData.Record record = new GenericData.Record(schema);
            record.put(0, 7L);
            record.put(1, "a");
            assertThat(verdict(gate, schema, record)).as(name).isEqualTo("ok");
        }
        Schema unknown = parse("{'type':'record','name':'R','fields':[{'name':'id','type':'string'}]}");
        GenericData.Record record = new GenericData.Record(unknown);
        record.put(0, "a");
        assertThat(verdict(gate, unknown, record))
                .isEqualTo("RECORD_FIELD_UNKNOWN $.id; RECORD_FIELD_MISSING $.order-id");
        Schema twice = parse("{'type':'record','name':'R','fields':[{'name':'order_x2Did','type':'string'},"
                + "{'name':'y','type':'string','iceberg-field-name':'order-id'}]}");
        record = new GenericData.Record(twice);
        record.put(0, "a");
        record.put(1, "b");
        assertThat(verdict(gate, twice, record)).isEqualTo("RECORD_FIELD_DUPLICATE $.order-id");
    }

    @Test
    void unknownFieldsThatWereKeptComeBackAsTheyWere() {
        ContractGate gate = Contracts.gate("- {name: id, logicalType: integer}", "keep");
        Verdict.Accepted kept = AcceptedRecords.accepted(
                gate, Contracts.json("{\"id\":1,\"more\":{\"b\":[1.50,null],\"a\":\"x\"},\"unknown_fields\":\"y\"}"));
        RecordChecker checker = gate.checker();
        assertThat(checker.avro(kept.avro(), 0, kept.avro().length)).isTrue();
        assertThat(avro(checker)).isEqualTo(kept.avro());
    }

    @Test
    void framedRecordsNameTheirSchema() {
        ContractGate gate = Contracts.value("logicalType: integer");
        Schema schema = record(Schema.create(Schema.Type.INT));
        WriterSchemas schemas = gate.writerSchemas(id -> id == 258
                ? Optional.of(schema)
                : id == 3 ? Optional.of(Schema.create(Schema.Type.INT)) : Optional.empty());
        RecordChecker checker = gate.checker();
        byte[] framed = {9, 0, 0, 0, 1, 2, 14, 9};
        assertThat(checker.framedAvro(framed, 1, 7, schemas)).isTrue();
        assertThat(checker.framedAvro(framed, 1, 7, schemas)).isTrue();
        for (byte[] unknown : List.of(
                new byte[] {0, 0, 0, 1, 3, 14},
                new byte[] {0, 0, 0, 0, 3, 14},
                new byte[] {1, 0, 0, 1, 2, 14},
                new byte[] {0},
                new byte[0])) {
            assertThat(checker.framedAvro(unknown, 0, unknown.length, schemas)).isFalse();
            assertThat(checker.refusals())
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(Code.RECORD_SCHEMA_UNKNOWN));
        }
    }

    @Test
    void aSchemaThatIsNoRecordIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Contracts.value("logicalType: integer").writtenIn(Schema.create(Schema.Type.INT)));
    }

    @Test
    void damagedBytesAreRefusedAndNeverThrow() {
        Random random = new Random(9);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(6), 2);
            ContractGate gate = Contracts.gate(fields.properties());
            byte[] avro = AcceptedRecords.accepted(
                            gate, Contracts.json(fields.valid(random).json()))
                    .avro();
            for (int j = 0; j < 100; j++) {
                byte[] damaged =
                        Arrays.copyOf(avro, random.nextInt(3) == 0 ? random.nextInt(avro.length + 3) : avro.length);
                for (int k = random.nextInt(4); k > 0 && damaged.length > 0; k--) {
                    damaged[random.nextInt(damaged.length)] =
                            (byte) (random.nextBoolean() ? random.nextInt(256) : 0xFF);
                }
                refused += gate.checker().avro(damaged, 0, damaged.length) ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    @Test
    void lyingBytesAreRefusedWithoutLargeAllocations() {
        ContractGate gate = Contracts.gate(
                "- name: v\n  logicalType: array\n  items: {logicalType: string, required: true}\n  required: true\n");
        byte[] most = number(Long.MAX_VALUE);
        byte[] least = number(Long.MIN_VALUE);
        List<byte[]> lies = List.of(
                most,
                least,
                joined(number(1), most),
                joined(number(1), number(-1)),
                joined(number(-1), number(-5)),
                joined(number(-1), most),
                new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
                new byte[0],
                joined(number(0), number(0)),
                joined(number(1), number(2), new byte[] {(byte) 0xC0, (byte) 0x80}, number(0)));
        for (byte[] lie : lies) {
            RecordChecker checker = gate.checker();
            assertThat(checker.avro(lie, 0, lie.length)).isFalse();
            assertThat(checker.refusals().get(0).code()).isEqualTo(Code.RECORD_SYNTAX);
        }
        Schema nulls =
                parse("{'type':'record','name':'R','fields':[{'name':'v','type':{'type':'array','items':'null'}}]}");
        byte[] endless = joined(number(1L << 60), number(0));
        RawRecord record = RawRecord.avro(endless, gate.writtenIn(nulls));
        assertThat(Contracts.refusals(gate, record).get(0).code()).isEqualTo(Code.RECORD_LIMIT);
    }

    @Test
    void recursiveSchemasEndWhereTheLimitIs() {
        ContractGate gate = Contracts.gate(
                "- {name: next, logicalType: object, properties: [{name: next, logicalType: object, properties: [{name: x, logicalType: string}]}]}");
        Schema list = parse("{'type':'record','name':'R','fields':[{'name':'next','type':['null','R']}]}");
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 2);
        deep[deep.length - 1] = 0;
        assertThat(Contracts.refusals(gate, RawRecord.avro(deep, gate.writtenIn(list)))
                        .get(0)
                        .code())
                .isEqualTo(Code.RECORD_LIMIT);
        assertThat(verdict(gate, RawRecord.avro(new byte[] {2, 2, 0}, gate.writtenIn(list))))
                .isEqualTo("RECORD_FIELD_UNKNOWN $.next.next.next");
        Schema endless = parse("{'type':'record','name':'R','fields':[{'name':'next','type':'R'}]}");
        assertThat(Contracts.refusals(gate, RawRecord.avro(new byte[0], gate.writtenIn(endless)))
                        .get(0)
                        .code())
                .isEqualTo(Code.RECORD_LIMIT);
    }

    private static byte[] avro(RecordChecker checker) {
        return Arrays.copyOfRange(checker.avro(), checker.avroStart(), checker.avroStart() + checker.avroLength());
    }

    private static byte[] number(long value) {
        AvroBytes bytes = new AvroBytes(100);
        bytes.number(value);
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static void same(String property, String type, Object datum, String json) {
        ContractGate gate = Contracts.value(property);
        Schema schema = record(parse("{'type':" + type + "}"));
        GenericData.Record record = new GenericData.Record(schema);
        record.put(0, datum);
        RawRecord avro = RawRecord.avro(AvroForms.bytes(schema, record), gate.writtenIn(schema));
        assertThat(summary(gate.check(avro)))
                .as(property + " " + type)
                .isEqualTo(summary(gate.check(Contracts.json("{\"v\":" + json + "}"))));
    }

    /** Accepted with the same bytes and key, or refused for the same reasons at the same places. */
    private static Object summary(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            return Map.of("avro", hex(accepted.avro()), "key", accepted.key().map(AvroRecordTest::hex));
        }
        return ((Verdict.Refused) verdict)
                .refusals().stream()
                        .map(refusal -> refusal.code() + " " + refusal.path() + " " + refusal.rule())
                        .sorted()
                        .toList();
    }

    private static String hex(byte[] bytes) {
        return new BigInteger(1, bytes).toString(16) + "/" + bytes.length;
    }

    private static String verdict(ContractGate gate, String type, Object datum) {
        return verdict(gate, record(parse("{'type':" + type + "}")), datum);
    }

    private static String verdict(ContractGate gate, Schema schema, Object datum) {
        Object value = datum;
        if (!(datum instanceof GenericData.Record)) {
            GenericData.Record record = new GenericData.Record(schema);
            record.put(0, datum);
            value = record;
        }
        return verdict(gate, RawRecord.avro(AvroForms.bytes(schema, value), gate.writtenIn(schema)));
    }

    private static String verdict(ContractGate gate, RawRecord record) {
        List<Refusal> refusals = Contracts.refusals(gate, record);
        return refusals.isEmpty()
                ? "ok"
                : String.join(
                        "; ",
                        refusals.stream()
                                .map(each -> each.code() + " " + each.path())
                                .toList());
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }

    private static Schema record(Schema value) {
        return SchemaBuilder.record("R")
                .fields()
                .name("v")
                .type(value)
                .noDefault()
                .endRecord();
    }
}
