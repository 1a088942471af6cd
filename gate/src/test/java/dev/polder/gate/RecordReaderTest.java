package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
    private static final ContractGate GATE = Contracts.gate("""
            - {name: id, logicalType: integer, required: true}
            - {name: full_name, logicalType: string}
            - {name: open, logicalType: boolean}
            - {name: tags, logicalType: array, items: {logicalType: string}}
            - {name: price, logicalType: number}
            """);

    private static List<RawRecord> read(RecordFormat format, InputStream body, RecordLimits limits) {
        List<RawRecord> records = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(body, format, GATE.schema(), limits)) {
            for (Optional<RawRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
            assertThat(reader.next()).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return records;
    }

    private static List<RawRecord> read(RecordFormat format, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<RawRecord> records = read(format, new ByteArrayInputStream(bytes), RecordLimits.DEFAULT);
        List<RawRecord> dripped = read(format, new Drip(bytes), RecordLimits.DEFAULT);
        assertThat(texts(dripped)).as("read byte by byte").isEqualTo(texts(records));
        return records;
    }

    private static List<String> texts(List<RawRecord> records) {
        return records.stream()
                .map(record -> record.number() + ":" + record.line() + " "
                        + new String(record.bytes(), StandardCharsets.UTF_8)
                        + (record instanceof RawRecord.Broken broken
                                ? " BROKEN " + broken.refusal().code()
                                : ""))
                .toList();
    }

    private static List<String> verdicts(RecordFormat format, String body) {
        return read(format, body).stream()
                .map(record -> Contracts.refusals(GATE, record).stream()
                        .map(refusal -> refusal.code() + " " + refusal.path())
                        .findFirst()
                        .orElse("ok"))
                .toList();
    }

    @Test
    void linesOfJsonAreRecordsAndBlankLinesAreNone() {
        assertThat(texts(read(RecordFormat.NDJSON, "\uFEFF{\"id\":1}\r\n\n  \n{\"id\":2}\nnonsense\n{\"id\":3}")))
                .containsExactly("1:1 {\"id\":1}", "2:4 {\"id\":2}", "3:5 nonsense", "4:6 {\"id\":3}");
        assertThat(read(RecordFormat.NDJSON, "")).isEmpty();
        assertThat(read(RecordFormat.NDJSON, "\n\n")).isEmpty();
    }

    @Test
    void elementsOfAnArrayAreRecords() {
        assertThat(texts(read(
                        RecordFormat.JSON, " [ {\"id\":1} ,\n{\"a\":[1,{\"b\":\"]},{\\\"\"}]},null, 12 ,\"x\",[]] ")))
                .containsExactly(
                        "1:0 {\"id\":1}",
                        "2:0 {\"a\":[1,{\"b\":\"]},{\\\"\"}]}",
                        "3:0 null",
                        "4:0 12",
                        "5:0 \"x\"",
                        "6:0 []");
        assertThat(read(RecordFormat.JSON, "[]")).isEmpty();
        assertThat(texts(read(RecordFormat.JSON, "{\"id\":1}"))).containsExactly("1:0 {\"id\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"id\":1},{\"id\":x},{\"id\":3}]|2",
                "[{\"id\":1} {\"id\":2}]|2",
                "[{\"id\":1},]|2",
                "[{\"id\":1}|2",
                "[{\"id\":1},{\"id\"|2",
                "[|1",
                "[,]|1",
                "[{\"id\":1}] x|2",
                "{\"id\":1}{|2",
                "[{\"id\":01}]|1",
                "[{\"id\":\"a\tb\"}]|1",
                "[{\"id\":\"\\q\"}]|1",
                "[{\"id\":1]}]|1",
                "[[1}]|1",
                "[tru]|1",
                "[-]|1",
                "[1.]|1"
            })
    void aSyntaxErrorInAnArrayEndsTheBodyWithARefusal(String body, int records) {
        List<RawRecord> read = read(RecordFormat.JSON, body);
        assertThat(read).hasSize(records);
        assertThat(Contracts.refusals(GATE, read.get(records - 1)))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.RECORD_SYNTAX);
                    assertThat(refusal.message()).contains("of the body").contains("rest of the body was not read");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "12", "\"x\"", "nonsense", "<xml/>"})
    void aBodyThatIsNoArrayIsRefusedAsAWhole(String body) {
        assertThatThrownBy(() -> read(RecordFormat.JSON, body))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        problem -> assertThat(problem.code()).isEqualTo(Code.BODY_INVALID));
    }

    @Test
    void csvColumnsAreFoundByNameAndTypedByTheContract() {
        String body = "\uFEFFID,Full Name,price,open,tags\r\n"
                + "1,\"Doe, \"\"Jo\"\"\r\nJunior\",2.50,TRUE,\"[\"\"a\"\",\"\"b\"\"]\"\r\n"
                + "\r\n"
                + "2,,,,\n"
                + "3,\"\",\"\",\"\",\"\"";
        List<RawRecord> records = read(RecordFormat.CSV, body);

        assertThat(records).extracting(RawRecord::line).containsExactly(2L, 5L, 6L);
        assertThat(records.stream()
                        .map(record -> AcceptedRecords.read(GATE, record).toString()))
                .containsExactly(
                        "{\"id\": 1, \"full_name\": \"Doe, \\\"Jo\\\"\\r\\nJunior\", \"open\": true, \"tags\": [\"a\", \"b\"],"
                                + " \"price\": 2.5}",
                        "{\"id\": 2, \"full_name\": null, \"open\": null, \"tags\": null, \"price\": null}",
                        "{\"id\": 3, \"full_name\": \"\", \"open\": null, \"tags\": null, \"price\": null}");
    }

    @Test
    void csvCellsAreJudgedLikeJsonValues() {
        assertThat(verdicts(RecordFormat.CSV, """
                        id,price,open,tags
                        1,1e2,false,
                        x,1,true,
                        01,1,true,
                        +1,1,true,
                        " 1",1,true,
                        1,NaN,true,
                        1,"1,5",true,
                        1,1,1,
                        1,1,true,[1]
                        1,1,true,[
                        ,1,true,
                        1,1,true
                        1,1,true,,
                        1,a"b,true,
                        1,"a"b,true,
                        1,1,true,
                        """))
                .containsExactly(
                        "ok",
                        "RECORD_TYPE $.id",
                        "RECORD_TYPE $.id",
                        "RECORD_TYPE $.id",
                        "RECORD_TYPE $.id",
                        "RECORD_TYPE $.price",
                        "RECORD_TYPE $.price",
                        "RECORD_TYPE $.open",
                        "RECORD_TYPE $.tags[0]",
                        "RECORD_SYNTAX $.tags",
                        "RECORD_FIELD_MISSING $.id",
                        "RECORD_SYNTAX $",
                        "RECORD_SYNTAX $",
                        "RECORD_SYNTAX $",
                        "RECORD_SYNTAX $",
                        "ok");
    }

    @Test
    void aQuoteThatIsNeverClosedTakesTheRestOfTheBody() {
        assertThat(verdicts(RecordFormat.CSV, "id,full_name\n1,a\n2,\"b\n3,c\n"))
                .containsExactly("ok", "RECORD_SYNTAX $");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "name|'name'",
                "id,ID|no column 'ID'",
                "full_name|missing: 'id'",
                "id,id|twice",
                "id,\"x|does not end",
                "id,a\"b|not valid CSV"
            })
    void aCsvHeaderThatDoesNotFitRefusesTheBody(String header, String message) {
        assertThatThrownBy(() -> read(RecordFormat.CSV, header))
                .isInstanceOfSatisfying(PolderException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Code.BODY_INVALID);
                    assertThat(problem.getMessage()).contains(message);
                });
    }

    @Test
    void aRecordTooLargeIsSkippedToItsEndAndTheNextOnesAreRead() {
        RecordLimits limits = new RecordLimits(100, 10, 64, 1000, 20);
        String large = "{\"full_name\":\"" + "x".repeat(500) + "\"}";
        for (String body : List.of("{\"id\":1}\n" + large + "\n{\"id\":2}", "[{\"id\":1}," + large + ",{\"id\":2}]")) {
            RecordFormat format = body.startsWith("[") ? RecordFormat.JSON : RecordFormat.NDJSON;
            List<RawRecord> records =
                    read(format, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), limits);
            assertThat(records).hasSize(3);
            assertThat(records.get(1).length()).isEqualTo(large.length());
            assertThat(records.get(1).bytes()).isEqualTo(large.substring(0, 10).getBytes(StandardCharsets.UTF_8));
            assertThat(Contracts.refusals(GATE, records.get(1)))
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(Code.RECORD_TOO_LARGE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "[", "1", "x", "{\"a\":\"", "\n"})
    void aBodyOfAnySizeNeedsLittleMemory(String repeated) throws IOException {
        long size = 20_000_000;
        for (RecordFormat format : List.of(RecordFormat.NDJSON, RecordFormat.JSON, RecordFormat.CSV)) {
            String start = format == RecordFormat.JSON ? "[\"" : format == RecordFormat.CSV ? "id\n\"" : "";
            long largest = 0;
            try (RecordReader reader = RecordReader.open(new Endless(start, repeated, size), format, GATE.schema())) {
                for (Optional<RawRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                    largest = Math.max(largest, next.get().bytes().length);
                    GATE.check(next.get());
                }
            }
            assertThat(largest).isLessThanOrEqualTo(1_000_000);
        }
    }

    /** One byte per read. */
    private static final class Drip extends ByteArrayInputStream {
        Drip(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1));
        }
    }

    /** The same text again and again. */
    private static final class Endless extends InputStream {
        private final byte[] start;
        private final byte[] repeated;
        private final long size;
        private long at;

        Endless(String start, String repeated, long size) {
            this.start = start.getBytes(StandardCharsets.UTF_8);
            this.repeated = repeated.getBytes(StandardCharsets.UTF_8);
            this.size = size;
        }

        @Override
        public int read() {
            if (at >= size) {
                return -1;
            }
            byte next = at < start.length ? start[(int) at] : repeated[(int) ((at - start.length) % repeated.length)];
            at++;
            return next;
        }
    }
}
