package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractChange.Kind;
import dev.polder.core.contract.ContractDiff;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.document.YamlReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/**
 * What a contract diff promises, the gate and Avro keep: a change that breaks no writer refuses no record that was accepted; one
 * that breaks no reader leaves the old schema able to read new records, and the new one old records.
 */
class ContractDiffAgreementTest {
    private static final int PAIRS = 2_000;
    private static final int RECORDS = 40;

    private final Random random = new Random(20_261_122);
    private int writersKept;
    private int readersKept;
    private int writersBroken;
    private int readersBroken;

    @Test
    void whatADiffCallsCompatibleIs() throws IOException {
        for (int i = 0; i < PAIRS; i++) {
            Field[] before = fields();
            Field[] after = changed(before);
            judge(before, after);
        }

        // so that neither answer is given without a thought
        assertThat(writersKept).isGreaterThan(PAIRS);
        assertThat(readersKept).isGreaterThan(PAIRS);
        assertThat(writersBroken).isGreaterThan(100);
        assertThat(readersBroken).isGreaterThan(100);
    }

    private void judge(Field[] before, Field[] after) throws IOException {
        Contract old = contract(before);
        Contract now = contract(after);
        ContractDiff diff = ContractDiff.between(old, now);
        ContractGate oldGate = ContractGate.compile(old.schema().get(0));
        ContractGate newGate = ContractGate.compile(now.schema().get(0));
        Schema oldSchema = AvroSchemas.of("n", "r", old.schema().get(0).recordType());
        Schema newSchema = AvroSchemas.of("n", "r", now.schema().get(0).recordType());
        String about = old.source() + "---\n" + now.source() + diff.changes();
        boolean readers = diff.readers() != Kind.BREAKING;
        if (readers) {
            assertThat(compatibility(oldSchema, newSchema)).as(about).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(compatibility(newSchema, oldSchema)).as(about).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
        for (int i = 0; i < RECORDS; i++) {
            String json = record(before, after);
            Verdict was = oldGate.check(Contracts.json(json));
            Verdict is = newGate.check(Contracts.json(json));
            if (was instanceof Verdict.Accepted accepted) {
                if (diff.writers() != Kind.BREAKING) {
                    assertThat(is).as(about + json).isInstanceOf(Verdict.Accepted.class);
                    writersKept++;
                } else if (is instanceof Verdict.Refused) {
                    writersBroken++;
                }
                if (readers) {
                    read(accepted, oldSchema, newSchema);
                }
            }
            if (is instanceof Verdict.Accepted accepted) {
                if (readers) {
                    read(accepted, newSchema, oldSchema);
                    readersKept++;
                } else {
                    readersBroken++;
                }
            }
        }
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static void read(Verdict.Accepted record, Schema writer, Schema reader) throws IOException {
        GenericRecord read = new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(record.avro(), null));
        assertThat(read.getSchema()).isEqualTo(reader);
    }

    /** A property: its type, what else is said of it, and values that may fit. */
    private record Field(String name, Type type, boolean required, String rule) {
        String yaml() {
            return "{name: " + name + ", " + type.yaml + (required ? ", required: true" : "")
                    + (rule.isEmpty() ? "" : ", " + rule) + "}";
        }
    }

    private enum Type {
        TEXT(
                "logicalType: string",
                List.of(
                        "logicalTypeOptions: {minLength: 1}",
                        "logicalTypeOptions: {minLength: 2, maxLength: 3}",
                        "logicalTypeOptions: {maxLength: 2}",
                        "logicalTypeOptions: {pattern: '^a'}",
                        "logicalTypeOptions: {pattern: b}",
                        "logicalTypeOptions: {format: uuid}",
                        "logicalTypeOptions: {format: email}",
                        "enum: [{value: a}, {value: ab}]",
                        "enum: [{value: ab}, {value: a}, {value: abc}]",
                        "quality: [{metric: nullValues, mustBe: 0}]",
                        "quality: [{metric: nullValues, mustBeLessThan: 5}]",
                        "quality: [{metric: nullValues, mustBe: 0, severity: warning}]",
                        "quality: [{metric: invalidValues, arguments: {validValues: [a, ab]}}]",
                        "quality: [{metric: invalidValues, arguments: {validValues: [a, ab, abc]}}]",
                        "quality: [{metric: invalidValues, arguments: {pattern: '^a'}}]",
                        "quality: [{metric: missingValues, arguments: {missingValues: ['', x]}}]",
                        "quality: [{metric: missingValues, arguments: {missingValues: ['', x, null]}}]",
                        "unique: true",
                        "classification: restricted",
                        "description: words"),
                List.of("\"\"", "\"a\"", "\"ab\"", "\"abc\"", "\"x\"", "\"b\"", "null", "\"a@b.de\"")),
        INT(
                "logicalType: integer, physicalType: INT",
                List.of(
                        "logicalTypeOptions: {minimum: 0}",
                        "logicalTypeOptions: {exclusiveMinimum: 0}",
                        "logicalTypeOptions: {minimum: 0, maximum: 100}",
                        "logicalTypeOptions: {exclusiveMaximum: 7}",
                        "logicalTypeOptions: {format: i8}",
                        "logicalTypeOptions: {format: u8}",
                        "logicalTypeOptions: {format: u16}",
                        "logicalTypeOptions: {format: i16}",
                        "logicalTypeOptions: {multipleOf: 2}",
                        "logicalTypeOptions: {multipleOf: 4}",
                        "enum: [{value: 1}, {value: 7}]"),
                List.of("-1", "0", "1", "4", "6", "7", "100", "300", "-129", "70000", "null", "3e9")),
        LONG("logicalType: integer", INT.rules, INT.values),
        NUMERIC("logicalType: integer, physicalType: NUMERIC(20)", List.of(), INT.values),
        DECIMAL(
                "logicalType: number, physicalType: 'DECIMAL(5,2)'",
                List.of("logicalTypeOptions: {minimum: 0}", "logicalTypeOptions: {maximum: 99.5}"),
                List.of("0", "-0.5", "99.5", "99.51", "999.99", "1000", "0.001", "12345.67", "null")),
        WIDER("logicalType: number, physicalType: 'DECIMAL(9,2)'", DECIMAL.rules, DECIMAL.values),
        DOUBLE("logicalType: number", DECIMAL.rules, DECIMAL.values),
        BOOL("logicalType: boolean", List.of(), List.of("true", "false", "null")),
        DATE(
                "logicalType: date",
                List.of(
                        "logicalTypeOptions: {minimum: '2020-01-01'}",
                        "logicalTypeOptions: {minimum: '2021-01-01', maximum: '2022-01-01'}",
                        "logicalTypeOptions: {format: dd.MM.yyyy}",
                        "logicalTypeOptions: {format: date}"),
                List.of("\"2019-12-31\"", "\"2021-06-01\"", "\"01.06.2021\"", "\"2022-01-02\"", "null")),
        STAMP(
                "logicalType: timestamp",
                List.of(
                        "logicalTypeOptions: {defaultTimezone: Europe/Amsterdam}",
                        "logicalTypeOptions: {timezone: false}",
                        "logicalTypeOptions: {exclusiveMinimum: '2021-03-28T00:30:00Z'}"),
                List.of("\"2021-03-28T02:30:00\"", "\"2021-03-28T00:30:00Z\"", "\"2022-01-01T00:00:00Z\"", "null")),
        TIME("logicalType: time", List.of(), List.of("\"10:00:00\"", "\"\"", "null")),
        LIST(
                "logicalType: array, items: {logicalType: string}",
                List.of(
                        "logicalTypeOptions: {minItems: 1}",
                        "logicalTypeOptions: {minItems: 2}",
                        "logicalTypeOptions: {maxItems: 2}",
                        "logicalTypeOptions: {uniqueItems: true}"),
                List.of("[]", "[\"a\"]", "[\"a\", \"a\"]", "[\"a\", null, \"b\"]", "null")),
        STRICT_LIST("logicalType: array, items: {logicalType: string, required: true}", LIST.rules, LIST.values),
        SHORT_LIST(
                "logicalType: array, items: {logicalType: string, logicalTypeOptions: {maxLength: 1}}",
                LIST.rules,
                LIST.values),
        OBJECT(
                "logicalType: object, properties: [{name: x, logicalType: string}]",
                List.of(
                        "logicalTypeOptions: {required: [x]}",
                        "logicalTypeOptions: {minProperties: 1}",
                        "logicalTypeOptions: {maxProperties: 1}"),
                List.of("{}", "{\"x\": \"a\"}", "{\"x\": null}", "{\"x\": \"a\", \"y\": 1}", "null")),
        OPEN_OBJECT(
                "logicalType: object, customProperties: [{property: unknownFields, value: drop}], properties: [{name: x, logicalType: string}]",
                OBJECT.rules,
                OBJECT.values),
        KEEPING_OBJECT(
                "logicalType: object, customProperties: [{property: unknownFields, value: keep}], properties: [{name: x, logicalType: string}]",
                OBJECT.rules,
                OBJECT.values),
        LARGER_OBJECT(
                "logicalType: object, properties: [{name: x, logicalType: string}, {name: y, logicalType: integer}]",
                OBJECT.rules,
                OBJECT.values),
        MAP(
                "logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}",
                List.of("logicalTypeOptions: {minProperties: 1}", "logicalTypeOptions: {maxProperties: 1}"),
                List.of("{}", "{\"x\": 1}", "{\"x\": null}", "{\"x\": 1, \"y\": 2}", "null"));

        private final String yaml;
        private final List<String> rules;
        private final List<String> values;

        Type(String yaml, List<String> rules, List<String> values) {
            this.yaml = yaml;
            this.rules = rules;
            this.values = values;
        }
    }

    private Field[] fields() {
        Field[] fields = new Field[1 + random.nextInt(3)];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = field("f" + i);
        }
        return fields;
    }

    private Field field(String name) {
        Type type = Type.values()[random.nextInt(Type.values().length)];
        return new Field(name, type, random.nextInt(3) == 0, rule(type));
    }

    private String rule(Type type) {
        return type.rules.isEmpty() || random.nextInt(3) == 0 ? "" : type.rules.get(random.nextInt(type.rules.size()));
    }

    /** One thing else, sometimes two. */
    private Field[] changed(Field[] fields) {
        List<Field> after = new ArrayList<>(List.of(fields));
        for (int i = 0; i <= random.nextInt(2); i++) {
            int at = random.nextInt(after.size());
            Field field = after.get(at);
            switch (random.nextInt(8)) {
                case 0 -> after.add(random.nextInt(after.size() + 1), field("n" + i));
                case 1 -> after.set(at, new Field(field.name(), field.type(), !field.required(), field.rule()));
                case 2 -> {
                    int near = Math.min(field.type().ordinal() + 1, Type.values().length - 1);
                    after.set(at, new Field(field.name(), Type.values()[near], field.required(), ""));
                }
                case 3 -> after.add(after.remove(at));
                default -> after.set(at, new Field(field.name(), field.type(), field.required(), rule(field.type())));
            }
            if (after.size() > 1 && random.nextInt(12) == 0) {
                after.remove(random.nextInt(after.size()));
            }
        }
        return after.toArray(new Field[0]);
    }

    private String record(Field[] before, Field[] after) {
        Field[] source = random.nextInt(4) == 0 ? after : before;
        List<String> members = new ArrayList<>();
        for (Field field : source) {
            if (random.nextInt(8) != 0) {
                List<String> values = field.type().values;
                members.add("\"" + field.name() + "\": " + values.get(random.nextInt(values.size())));
            }
        }
        return "{" + String.join(", ", members) + "}";
    }

    private static Contract contract(Field[] fields) {
        StringBuilder source = new StringBuilder("""
                apiVersion: v3.2.0
                kind: DataContract
                id: c
                version: 1.0.0
                schema:
                  - name: things
                    properties:
                """);
        for (Field field : fields) {
            source.append("      - ").append(field.yaml()).append('\n');
        }
        String text = source.toString();
        return ContractParser.parse(YamlReader.read("c.odcs.yaml", text).root().orElseThrow(), text)
                .contract()
                .orElseThrow();
    }
}
