package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.PolderException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A whole body through the engine gives exactly what it gives record by record through the reference. */
class BodyAgreementTest {
    private static final ContractGate GATE = gate(RecordLimits.DEFAULT);
    private static final ContractGate SMALL = gate(new RecordLimits(300, 20, 3, 12, 20));

    private static final ContractGate ROWS = rowGate(RecordLimits.DEFAULT);
    private static final ContractGate SMALL_ROWS = rowGate(new RecordLimits(40, 20, 3, 12, 20));

    private static ContractGate rowGate(RecordLimits limits) {
        return ContractGate.compile(Contracts.object("""
                        - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                        - {name: name, logicalType: string, logicalTypeOptions: {minLength: 1}}
                        - {name: price, logicalType: number, physicalType: 'decimal(9,2)'}
                        - {name: open, logicalType: boolean}
                        - {name: day, logicalType: date}
                        - {name: weight, logicalType: number}
                        """), limits);
    }

    private static byte[] rows(Random random) {
        String end = any(random, "\n", "\r\n");
        List<String> columns = new ArrayList<>(List.of("id", "name", "price", "open", "day", "weight"));
        if (random.nextBoolean()) {
            Collections.shuffle(columns, random);
        }
        if (random.nextInt(4) == 0) {
            columns.remove(random.nextInt(columns.size()));
        }
        StringBuilder body = new StringBuilder(any(random, "", "", "\uFEFF") + String.join(",", columns) + end);
        for (int i = random.nextInt(5); i >= 0; i--) {
            List<String> cells = new ArrayList<>();
            for (String column : columns) {
                cells.add(cell(column, random));
            }
            body.append(any(random, "", "", "", "", "\n", "\r\n", " "))
                    .append(String.join(",", cells))
                    .append(any(random, "", "", "", "", "", "\r", ",", "x"))
                    .append(i == 0 && random.nextBoolean() ? "" : end);
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(String column, Random random) {
        if (random.nextInt(8) == 0) {
            return any(random, "", "\"\"", "\"", "\"a\nb\"", "x\"y", " ", "\u0000");
        }
        return switch (column) {
            case "id" -> any(random, "1", "\"2\"", "3.0", "-4", "05", "1e1");
            case "name" -> any(random, "a b", "\"a,b\"", "\"say \"\"x\"\"\"", "é😀", "'", "\\n");
            case "price" -> any(random, "1.5", "0", "12345.67", "1.234", "\"9.99\"");
            case "open" -> any(random, "true", "FALSE", "True", "yes");
            case "day" -> any(random, "2024-02-29", "2023-02-29", "\"2024-01-01\"", "2024-1-1");
            default -> any(random, "0.1", "1e-7", "-0.0", "0.30000000000000004", "1.");
        };
    }

    private static ContractGate gate(RecordLimits limits) {
        return ContractGate.compile(Contracts.object("""
                        - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                        - {name: name, logicalType: string, logicalTypeOptions: {maxLength: 200}}
                        - {name: at, logicalType: timestamp}
                        - {name: tags, logicalType: array, items: {logicalType: string}}
                        """), limits);
    }

    @Test
    void generatedLinesAreJudgedAlike() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            agree(random.nextBoolean() ? GATE : SMALL, lines(random), RecordFormat.NDJSON, random);
        }
    }

    @Test
    void generatedArraysAreJudgedAlike() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 3_000; i++) {
            agree(random.nextBoolean() ? GATE : SMALL, array(random), RecordFormat.JSON, random);
        }
    }

    @Test
    void generatedRowsAreJudgedAlike() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 5_000; i++) {
            agree(random.nextBoolean() ? ROWS : SMALL_ROWS, rows(random), RecordFormat.CSV, random);
        }
    }

    @Test
    void recordsAcrossTheBuffersEndAreJudgedAlike() throws IOException {
        Random random = new Random(3);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        while (lines.size() < 3_000_000) {
            String record = random.nextInt(2_000) == 0
                    ? "{\"id\":1,\"tags\":[\"" + "x".repeat(random.nextInt(600_000)) + "\"]}"
                    : record(random);
            lines.writeBytes((record + "\n").getBytes(StandardCharsets.UTF_8));
            array.writeBytes((record + ",").getBytes(StandardCharsets.UTF_8));
        }
        agree(GATE, lines.toByteArray(), RecordFormat.NDJSON, random);
        agree(GATE, array.toByteArray(), RecordFormat.JSON, random);
    }

    private static void agree(ContractGate gate, byte[] body, RecordFormat format, Random random) throws IOException {
        List<String> expected = new ArrayList<>();
        try (RecordReader reader =
                RecordReader.open(BodyAgreement.stream(body, random), format, gate.schema(), gate.limits())) {
            for (Optional<RawRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RawRecord record = next.get();
                if (gate.check(record) instanceof Verdict.Accepted accepted) {
                    expected.add("accepted " + BodyAgreement.text(accepted.avro())
                            + BodyAgreement.text(accepted.key().orElseThrow()));
                } else {
                    expected.add(refused(record, ((Verdict.Refused) gate.check(record)).refusals()));
                }
            }
        } catch (PolderException e) {
            expected.add(e.toString());
        }
        List<String> judged = new ArrayList<>();
        try {
            gate.checkAll(BodyAgreement.stream(body, random), format, sink(judged));
        } catch (PolderException e) {
            judged.add(e.toString());
        }
        assertThat(judged).as(() -> new String(body, StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    private static RecordSink sink(List<String> judged) {
        return new RecordSink() {
            @Override
            public void accepted(RecordChecker record) {
                byte[] avro =
                        Arrays.copyOfRange(record.avro(), record.avroStart(), record.avroStart() + record.avroLength());
                judged.add("accepted " + BodyAgreement.text(avro)
                        + BodyAgreement.text(Arrays.copyOf(record.key(), record.keyLength())));
            }

            @Override
            public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
                judged.add(BodyAgreementTest.refused(record, refusals));
            }
        };
    }

    private static String refused(RawRecord record, List<Refusal> refusals) {
        return "refused " + record.number() + " " + record.line() + " " + record.format() + " " + record.length() + " "
                + BodyAgreement.text(record.bytes()) + refusals;
    }

    private static byte[] lines(Random random) {
        StringBuilder body = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (int i = random.nextInt(6); i >= 0; i--) {
            body.append(any(random, "", "", "", " ", "\t", "\r", "\n", " \n", "\r\n"))
                    .append(record(random))
                    .append(any(random, "", "", "", " ", "\r", "\r ", "x", ",", "\u0000", " {}"))
                    .append(any(random, "\n", "\n", "\n", "\r\n", i == 0 ? "" : "\n", "\n\n", " "));
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] array(Random random) {
        StringBuilder body = new StringBuilder(any(random, "", "", " ", "\n", "\uFEFF"));
        boolean single = random.nextInt(8) == 0;
        body.append(single ? "" : any(random, "[", "[", "[ ", "\n[\n"));
        for (int i = single ? 0 : random.nextInt(6); i >= 0; i--) {
            body.append(record(random)).append(any(random, "", "", "", " ", "\n"));
            body.append(i == 0 ? "" : any(random, ",", ",", ",", ", ", ",\r\n", "", ",,", ";"));
        }
        body.append(single ? "" : any(random, "]", "]", "]", " ] ", "", "]x", "],", "\u0000"));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String record(Random random) {
        String space = any(random, "", "", "", " ", "\t", "\n", "\r");
        String id = any(random, "1", "77", "4711", "-5.0", "1e2", "1.5", "\"1\"", "99999999999999999999", "null");
        String name =
                any(random, "\"a\"", "\"\\u00e9\\n\"", "\"é😀\"", "\"a\nb\"", "null", "\"" + "y".repeat(250) + "\"");
        String at = any(
                random, "\"2024-02-29T10:00:00Z\"", "\"2024-02-29 10:00:00.123456+01:00\"", "\"2023-02-29\"", "null");
        String tags =
                any(random, "[]", "[\"a\",\"b\"]", "[ null ]", "[[]]", "{}", "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]");
        return any(
                random,
                "{" + space + "\"id\":" + id + "}",
                "{\"id\":" + space + "7," + space + "\"name\":" + name + "}",
                "{\"name\":" + name + ",\"at\":" + at + ",\"id\":8" + space + "}",
                "{\"id\":9,\"name\":\"x\",\"at\":" + at + ",\"tags\":" + tags + "}",
                "{\"tags\":" + tags + ",\"id\":10}",
                "{\"id\":11,\"tags\":[" + space + "\"t\"" + space + "]}",
                any(
                        random,
                        "{\"id\":12",
                        "{\"id\":1,}",
                        "{}",
                        "null",
                        "[1]",
                        "{\"id\":1,\"id\":1}",
                        "{\"x\":1,\"id\":3}",
                        "\""));
    }

    private static String any(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
