package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine accepts Avro only where the reference does, and then with the same bytes; and it does accept what the gate wrote. */
class FastAvroTest {
    @Test
    void itAgreesWithTheReferenceOnWhatTheGateWroteAndOnDamage() {
        Random random = new Random(42);
        int written = 0;
        int taken = 0;
        int damagedTaken = 0;
        for (int i = 0; i < 600; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(6), 2);
            ContractGate gate = Contracts.gate(fields.properties());
            RecordChecker checker = gate.checker();
            for (int j = 0; j < 20; j++) {
                byte[] avro = AcceptedRecords.accepted(
                                gate, Contracts.json(fields.valid(random).json()))
                        .avro();
                written++;
                taken += agrees(gate, checker, avro, fields) ? 1 : 0;
                for (int k = 0; k < 10; k++) {
                    damagedTaken += agrees(gate, checker, damaged(avro, random), fields) ? 1 : 0;
                }
            }
        }
        assertThat(taken).isGreaterThan(written * 8 / 10);
        assertThat(damagedTaken).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logicalType: integer\nlogicalTypeOptions: {minimum: 0, maximum: 100, multipleOf: 5}",
                "logicalType: integer\nlogicalTypeOptions: {format: u64}",
                "logicalType: integer\nphysicalType: decimal(20,3)",
                "logicalType: number\nlogicalTypeOptions: {minimum: 0, exclusiveMaximum: 10, multipleOf: 0.5}",
                "logicalType: number\nlogicalTypeOptions: {minimum: 0.1, maximum: 2}",
                "logicalType: number\nphysicalType: decimal(9,2)\nlogicalTypeOptions: {minimum: 0, multipleOf: 0.5}",
                "logicalType: number\nenum: [{value: 1.5}, {value: 0}]",
                "logicalType: string\nlogicalTypeOptions: {minLength: 1, maxLength: 3}",
                "logicalType: string\nlogicalTypeOptions: {pattern: '^[ab]+$'}",
                "logicalType: string\nenum: [{value: a}, {value: longer than eight}]",
                "logicalType: string\nenum: [{value: a}, {value: ab}, {value: 'é€'}]",
                "logicalType: string\nenum: [{value: a}, {value: ab}]\nlogicalTypeOptions: {minLength: 2}",
                "logicalType: string\nlogicalTypeOptions: {pattern: '^[ab]$'}",
                "logicalType: string\nlogicalTypeOptions: {pattern: '^[^b-z]$'}",
                "logicalType: string\nlogicalTypeOptions: {pattern: '^[a-c]b$', minLength: 2, maxLength: 2}",
                "logicalType: string\nlogicalTypeOptions: {pattern: '^[0-9]{2}:[0-9]{2}:[0-9]{2}$'}",
                "logicalType: string\nlogicalTypeOptions: {pattern: '^[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}$'}",
                "logicalType: boolean\nenum: [{value: true}]",
                "logicalType: boolean\nenum: [{value: false}]",
                "logicalType: boolean",
                "logicalType: date\nlogicalTypeOptions: {minimum: '1970-01-01', format: d/M/yyyy}",
                "logicalType: date",
                "logicalType: timestamp",
                "logicalType: timestamp\nlogicalTypeOptions: {timezone: false, maximum: '2024-01-01T00:00:00'}",
                "logicalType: time",
                "logicalType: array\nitems: {logicalType: integer}\nlogicalTypeOptions: {uniqueItems: true, minItems: 1}",
                "logicalType: array\nitems: {logicalType: array, items: {logicalType: boolean}}",
                "logicalType: map\nmap: {key: {logicalType: string}, value: {logicalType: string}}",
                "logicalType: object\nproperties: [{name: a, logicalType: integer}, {name: b, logicalType: string}]\nlogicalTypeOptions: {minProperties: 1}"
            })
    void edgesAreThoseOfTheReference(String property) {
        Random random = new Random(property.hashCode());
        ContractGate gate = Contracts.value(property);
        RecordChecker checker = gate.checker();
        for (int i = 0; i < 8_000; i++) {
            agrees(gate, checker, guess(random), property);
        }
    }

    @Test
    void keysAndKeptFieldsAreThoseOfTheReference() {
        ContractGate gate = Contracts.gate(
                "- {name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 2, required: true}\n"
                        + "- {name: at, logicalType: timestamp, primaryKey: true, primaryKeyPosition: 1, required: true}\n"
                        + "- {name: n, logicalType: string}\n",
                "keep");
        for (String json : List.of(
                "{\"id\":1,\"at\":\"2024-01-01T00:00:00Z\"}",
                "{\"id\":-1,\"at\":\"2024-01-01T00:00:00.5Z\",\"n\":\"x\"}",
                "{\"id\":1,\"at\":\"2024-01-01T00:00:00Z\",\"more\":1}")) {
            byte[] avro = AcceptedRecords.accepted(gate, Contracts.json(json)).avro();
            assertThat(agrees(gate, gate.checker(), avro, json)).isEqualTo(!json.contains("more"));
        }
    }

    @Test
    void rulesBetweenFieldsHoldForAvroToo() {
        String properties = """
                - {name: a, logicalType: integer}
                - {name: b, logicalType: integer}
                - name: inner
                  logicalType: array
                  items:
                    logicalType: object
                    properties: [{name: from, logicalType: date}, {name: to, logicalType: date}]
                    quality: [{name: span, type: custom, engine: cel, implementation: 'to >= from'}]
                """;
        ContractGate free = Contracts.gate(properties.replace(
                "quality: [{name: span, type: custom, engine: cel, implementation: 'to >= from'}]", ""));
        ContractGate bound = ContractGate.compile(Contracts.object(
                properties, "quality: [{name: order, type: custom, engine: cel, implementation: 'a < b'}]"));
        int taken = 0;
        int refused = 0;
        Random random = new Random(6);
        for (int i = 0; i < 2_000; i++) {
            String spans = String.join(
                    ",",
                    random.ints(random.nextInt(3), 1, 9)
                            .mapToObj(day -> "{\"from\":\"2024-01-0" + day + "\",\"to\":\"2024-01-05\"}")
                            .toList());
            String json = "{\"a\":" + random.nextInt(4) + ",\"b\":"
                    + (random.nextInt(5) == 0 ? "null" : random.nextInt(4)) + ",\"inner\":[" + spans + "]}";
            byte[] avro = AcceptedRecords.accepted(free, Contracts.json(json)).avro();
            boolean accepted = bound.check(RawRecord.avro(avro, bound.ownSchema())) instanceof Verdict.Accepted;
            assertThat(agrees(bound, bound.checker(), avro, json)).as(json).isEqualTo(accepted);
            taken += accepted ? 1 : 0;
            refused += accepted ? 0 : 1;
        }
        assertThat(taken).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
    }

    /** Whether the engine accepts; fails where the reference does not agree. */
    private static boolean agrees(ContractGate gate, RecordChecker checker, byte[] avro, Object about) {
        byte[] around = new byte[avro.length + 5];
        System.arraycopy(avro, 0, around, 3, avro.length);
        if (!checker.isFastAvro(around, 3, 3 + avro.length)) {
            return false;
        }
        Verdict verdict = gate.check(RawRecord.avro(avro, gate.ownSchema()));
        if (!(verdict instanceof Verdict.Accepted accepted)
                || !Arrays.equals(accepted.avro(), avro)
                || !Arrays.equals(
                        accepted.avro(),
                        Arrays.copyOfRange(
                                checker.avro(), checker.avroStart(), checker.avroStart() + checker.avroLength()))
                || checker.keyLength() != accepted.key().map(key -> key.length).orElse(-1)
                || accepted.key().isPresent()
                        && !Arrays.equals(accepted.key().get(), Arrays.copyOf(checker.key(), checker.keyLength()))) {
            throw new AssertionError(about + " " + Arrays.toString(avro) + " " + verdict);
        }
        return true;
    }

    private static byte[] damaged(byte[] avro, Random random) {
        byte[] damaged = Arrays.copyOf(avro, random.nextInt(5) == 0 ? random.nextInt(avro.length + 3) : avro.length);
        for (int k = 1 + random.nextInt(2); k > 0 && damaged.length > 0; k--) {
            int at = random.nextInt(damaged.length);
            damaged[at] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : damaged[at] + (random.nextBoolean() ? 1 : -1));
        }
        return damaged;
    }

    /** Bytes that may be a record of one optional field. */
    private static byte[] guess(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(random.nextInt(20) == 0 ? 0 : 2);
        switch (random.nextInt(6)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> out.writeBytes(number(random.nextLong() >> random.nextInt(64)));
            case 2 -> {
                long bits = Double.doubleToRawLongBits(
                        random.nextBoolean()
                                ? random.nextInt(30) / 10.0
                                : Math.scalb(random.nextDouble() - 0.5, random.nextInt(80)));
                for (int i = 0; i < 64; i += 8) {
                    out.write((int) (bits >>> i));
                }
            }
            case 3 -> {
                String text = List.of(
                                "a",
                                "b",
                                "ab",
                                "é€",
                                "\u0000",
                                "12:30:00",
                                "12:30:00.000001",
                                "12:30:00.000000",
                                "24:00:00",
                                "longer than eight",
                                "")
                        .get(random.nextInt(11));
                AvroBytes bytes = new AvroBytes(100);
                bytes.text(text);
                out.writeBytes(bytes.toByteArray());
            }
            case 4 -> {
                AvroBytes bytes = new AvroBytes(100);
                bytes.decimal(java.math.BigInteger.valueOf(random.nextLong() >> random.nextInt(64)));
                out.writeBytes(bytes.toByteArray());
            }
            default -> {
                int count = random.nextInt(4);
                out.write(count * 2);
                for (int i = 0; i < count; i++) {
                    out.write(2);
                    out.write(random.nextInt(6));
                    out.write(random.nextBoolean() ? 2 : 'a');
                }
                out.write(0);
            }
        }
        return out.toByteArray();
    }

    private static byte[] number(long value) {
        AvroBytes bytes = new AvroBytes(100);
        bytes.number(value);
        return bytes.toByteArray();
    }
}
