package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No body costs more than in proportion to its length, however it is cut into pieces. */
class BodyWorkTest {
    private static final ContractGate GATE = Contracts.gate("""
            - {name: id, logicalType: integer, required: true}
            - {name: name, logicalType: string}
            - {name: tags, logicalType: array, items: {logicalType: string}}
            """);

    @ParameterizedTest
    @EnumSource(names = {"NDJSON", "JSON", "CSV"})
    void bytesThatComeOneByOneAreNotLookedAtAgainAndAgain(RecordFormat format) {
        for (String record : List.of(
                "{\"id\":1,\"name\":\"%s\"}\n", "{\"name\":\"%s\",\"x\":1}\n", "%s", "1,\"%s\"\n", "1,\"%s\n")) {
            Work.isLinear(format + " of " + record, 15_000, n -> {
                String start = format == RecordFormat.JSON ? "[" : format == RecordFormat.CSV ? "id,name\n" : "";
                byte[] body = (start + record.replace("%s", "x".repeat(n))).getBytes(StandardCharsets.UTF_8);
                return () -> judged(new Drip(body), format);
            });
        }
    }

    @Test
    void smallRecordsAfterALongOneAreNotReadWithIt() {
        for (String small : List.of("{\"id\":1}", "{\"x\":1}", "1")) {
            Work.isLinear(small, 200, n -> {
                String body =
                        "[{\"id\":1,\"name\":\"" + "x".repeat(200_000) + "\"}" + ("," + small).repeat(25 * n) + "]";
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                return () -> judged(new ByteArrayInputStream(bytes), RecordFormat.JSON);
            });
        }
    }

    @Test
    void whatNeverEndsIsReadOnce() {
        for (RecordFormat format : List.of(RecordFormat.NDJSON, RecordFormat.JSON, RecordFormat.CSV)) {
            for (String start : List.of("[{\"name\":\"", "[[", "{\"id\":", "id,name\n1,\"", "id,name\n1,")) {
                for (String more :
                        List.of("[", "x", "\\u0041", "\"\"", ",", "{\"a\":", "é", " ", "9", "\"", "\r", "\n")) {
                    Work.isLinear(format + " of " + start + more, 40_000, n -> {
                        byte[] body = (start + more.repeat(n / more.length())).getBytes(StandardCharsets.UTF_8);
                        return () -> judged(new ByteArrayInputStream(body), format);
                    });
                }
            }
        }
    }

    @Test
    void headersOfVeryManyColumnsAreReadQuickly() {
        ContractGate wide = Contracts.gate(IntStream.range(0, 600)
                .mapToObj(i -> "- {name: column_" + i + ", logicalType: string}\n")
                .collect(Collectors.joining()));
        for (IntFunction<String> column : List.<IntFunction<String>>of(
                i -> "x" + i, i -> "x", i -> "Column " + i % 600, i -> "Column-" + "7".repeat(1 + i % 50), i -> "")) {
            Work.isLinear(column.apply(1), 600, n -> {
                byte[] body = (IntStream.range(0, n).mapToObj(column).collect(Collectors.joining(",")) + "\n1\n")
                        .getBytes(StandardCharsets.UTF_8);
                return () -> judged(wide, new ByteArrayInputStream(body), RecordFormat.CSV);
            });
        }
    }

    @Test
    void writersSchemasOfVeryManyFieldsAreReadQuickly() {
        ContractGate wide = Contracts.gate(IntStream.range(0, 600)
                .mapToObj(i -> "- {name: column_" + i + ", logicalType: string}\n")
                .collect(Collectors.joining()));
        Work.isLinear("fields", 500, n -> {
            SchemaBuilder.FieldAssembler<Schema> fields =
                    SchemaBuilder.record("R").fields();
            for (int i = 0; i < n; i++) {
                fields.name("f" + i).aliases("a" + i, "b" + i).type().nullType().noDefault();
            }
            Schema schema = fields.endRecord();
            return () -> wide.writtenIn(schema);
        });
    }

    @Test
    void blocksOfAvroFilesMayBeManyOrSmallOrLieOfTheirSize() {
        Schema schema = SchemaBuilder.record("R").fields().requiredLong("id").endRecord();
        for (String codec : List.of("null", "deflate", "bzip2")) {
            Work.isLinear("blocks in " + codec, codec.equals("bzip2") ? 20 : 500, n -> {
                byte[] file = file(schema, codec, n, 1);
                return () -> judged(new ByteArrayInputStream(file), RecordFormat.AVRO_FILE);
            });
        }
        byte[] header = file(schema, "null", 0, 1);
        byte[] sync = Arrays.copyOfRange(header, header.length - 16, header.length);
        for (long[] lie : new long[][] {{1L << 62, 3}, {3, 1L << 62}, {1L << 62, 1L << 62}, {0, 0}, {0, 3}, {-1, 3}}) {
            Work.isLinear("lie", 2_000, n -> {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                body.writeBytes(header);
                for (int i = 0; i < n; i++) {
                    AvroBytes numbers = new AvroBytes(100);
                    numbers.number(lie[0]);
                    numbers.number(lie[1]);
                    body.writeBytes(numbers.toByteArray());
                    body.writeBytes(new byte[] {2, 4, 6});
                    body.writeBytes(sync);
                }
                byte[] bytes = body.toByteArray();
                return () -> judged(new ByteArrayInputStream(bytes), RecordFormat.AVRO_FILE);
            });
        }
    }

    @Test
    void countsOfAvroAreNotBelieved() {
        ContractGate gate = Contracts.gate("- {name: l, logicalType: array, items: {logicalType: string}}\n", "keep");
        List<Schema> schemas = List.of(
                schema("{'type':'array','items':'null'}"),
                schema("{'type':'array','items':{'type':'record','name':'E','fields':[]}}"),
                schema("{'type':'array','items':{'type':'fixed','name':'F','size':0}}"),
                schema("{'type':'map','values':'null'}"),
                schema("{'type':'array','items':['null','R']}"),
                schema("{'type':'array','items':'R'}"),
                schema("'R'"),
                schema("['null','R']"));
        for (Schema schema : schemas) {
            WriterSchema writer = gate.writtenIn(schema);
            RecordChecker checker = gate.checker();
            for (long count :
                    new long[] {1L << 62, 1L << 40, 99_999_999, -(1L << 62), Long.MIN_VALUE, Long.MAX_VALUE}) {
                for (int size : new int[] {1, 100_000, 900_000}) {
                    AvroBytes avro = new AvroBytes(100);
                    avro.number(count);
                    avro.number(size);
                    byte[] record = Arrays.copyOf(avro.toByteArray(), size);
                    Arrays.fill(record, avro.toByteArray().length % size, size, (byte) (2 + size % 3));
                    if (!checker.avro(record, 0, record.length, writer)) {
                        assertThat(checker.refusals().get(0).code()).isIn(Code.RECORD_SYNTAX, Code.RECORD_LIMIT);
                        assertThat(checker.refusals().get(0).rule()).isNotEmpty();
                    }
                }
            }
        }
    }

    private static Schema schema(String type) {
        return new Schema.Parser()
                .parse(("{'type':'record','name':'R','fields':[{'name':'l','type':" + type + "}]}").replace('\'', '"'));
    }

    private static byte[] file(Schema schema, String codec, int records, int perBlock) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.create(schema, out);
            for (int i = 0; i < records; i++) {
                GenericData.Record record = new GenericData.Record(schema);
                record.put("id", (long) i);
                writer.append(record);
                if (i % perBlock == 0) {
                    writer.sync();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void judged(InputStream body, RecordFormat format) {
        judged(GATE, body, format);
    }

    private static void judged(ContractGate gate, InputStream body, RecordFormat format) {
        try {
            gate.checkAll(body, format, new RecordSink() {
                @Override
                public void accepted(RecordChecker record) {}

                @Override
                public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
                    assertThat(refusals.get(0).path()).startsWith("$");
                    assertThat(refusals.get(0).rule()).isNotEmpty();
                }
            });
        } catch (PolderException e) {
            assertThat(e.code()).isEqualTo(Code.BODY_INVALID);
            assertThat(e.getMessage()).hasSizeLessThan(5_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives one byte at a time. */
    private static final class Drip extends ByteArrayInputStream {
        Drip(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1));
        }
    }
}
