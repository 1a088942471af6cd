package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Avro files, as Avro's own library writes them and as somebody writes them who means harm. */
class AvroFileTest {
    private static final ContractGate GATE = Contracts.gate("""
            - {name: id, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0}}
            - {name: text, logicalType: string}
            """);
    private static final Schema SCHEMA = SchemaBuilder.record("R")
            .fields()
            .requiredString("text")
            .requiredLong("id")
            .endRecord();
    private static final byte[] SYNC = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "bzip2", "snappy", "zstandard", "xz"})
    void everyRecordOfAFileIsJudged(String codec) throws IOException {
        byte[] file = file(codec, 5_000, 20);
        Seen seen = read(file);
        assertThat(seen.accepted).isEqualTo(4_950);
        assertThat(seen.numbers).hasSize(50).startsWith(100L, 200L).endsWith(5_000L);
        assertThat(seen.codes).containsOnly(Code.RECORD_RANGE);
    }

    @Test
    void recordsLargerThanABufferAreReadAndThoseLargerThanARecordRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.setCodec(CodecFactory.deflateCodec(1));
            writer.setSyncInterval(16_000_000);
            writer.create(SCHEMA, out);
            for (int length : new int[] {10, 900_000, 70_000, 3_000_000, 10, 10}) {
                GenericData.Record record = new GenericData.Record(SCHEMA);
                record.put("text", "x".repeat(length));
                record.put("id", 1L);
                writer.append(record);
                if (length == 10) {
                    writer.sync();
                }
            }
        }
        Seen seen = read(out.toByteArray());
        assertThat(seen.accepted).isEqualTo(4);
        assertThat(seen.messages)
                .singleElement()
                .asString()
                .contains("more than 1000000 bytes")
                .contains("The record after it");
    }

    @Test
    void aFileCutAnywhereGivesItsWholeBlocksAndOneRefusal() throws IOException {
        byte[] file = file("deflate", 300, 100);
        int header = read(Arrays.copyOf(file, file.length)).accepted;
        assertThat(header).isEqualTo(297);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                Seen seen = read(cut);
                assertThat(seen.accepted + seen.codes.size()).isLessThanOrEqualTo(301);
            } catch (PolderException e) {
                assertThat(e.code()).isEqualTo(Code.BODY_INVALID);
            }
        }
    }

    @Test
    void aDamagedFileNeverThrowsAnythingElse() throws IOException {
        Random random = new Random(31);
        for (String codec : List.of("null", "deflate", "bzip2", "snappy", "zstandard", "xz")) {
            byte[] file = file(codec, 200, 50);
            for (int i = 0; i < 500; i++) {
                byte[] damaged = file.clone();
                for (int j = random.nextInt(4); j >= 0; j--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    read(damaged);
                } catch (PolderException e) {
                    assertThat(e.code()).isEqualTo(Code.BODY_INVALID);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "bzip2", "snappy", "zstandard", "xz"})
    void aCompressedBlockThatLiesIsNamedAndTheNextIsRead(String codec) throws IOException {
        byte[] folded = folded(codec, 3);
        byte[] whole = block(3, folded);
        byte[] cut = block(3, Arrays.copyOf(folded, folded.length / 2));
        byte[] noise = block(3, "These bytes are in no format".getBytes(StandardCharsets.US_ASCII));

        Seen seen = read(joined(header(codec), whole, cut, whole, noise, whole, block(4, folded), whole));

        assertThat(seen.messages).hasSize(3);
        assertThat(seen.messages.get(0))
                .startsWith("The Avro record in block 2 ")
                .contains(" there cannot be found");
        assertThat(seen.messages.get(1)).startsWith("The Avro record in block 4 cannot be unfolded");
        assertThat(seen.messages.get(2)).isEqualTo("The Avro record in block 6 ends too early");
        assertThat(read(joined(header(codec), whole, block(2, folded))).messages)
                .containsExactly("Block 2 of the file holds more than its records");
    }

    @Test
    void aBlockInSnappyIsWhatItsCheckSumSays() throws IOException {
        byte[] folded = folded("snappy", 1);
        byte[] more = Arrays.copyOf(folded, folded.length + 1);
        folded[folded.length - 1]++;
        assertThat(read(joined(header("snappy"), block(1, folded))).messages)
                .singleElement()
                .asString()
                .contains("block 1");
        assertThat(read(joined(header("snappy"), block(1, more))).messages)
                .singleElement()
                .asString()
                .contains("block 1");
    }

    @Test
    void aBlockMayNotAskForMuchMemory() throws IOException {
        assertThat(read(file(CodecFactory.xzCodec(9), 3, 3)).messages.get(0))
                .startsWith("The Avro record in block 1 takes too much memory to unfold");
        assertThat(read(file(CodecFactory.zstandardCodec(22), 3, 3)).messages.get(0))
                .startsWith("The Avro record in block 1 takes too much memory to unfold");
        assertThat(read(file(CodecFactory.xzCodec(7), 3, 3)).accepted).isEqualTo(3);
        assertThat(read(file(CodecFactory.zstandardCodec(19), 3, 3)).accepted).isEqualTo(3);
    }

    @Test
    void aBlockThatIsDamagedInsideDoesNotHideTheNext() throws IOException {
        byte[] good = {2, 'a', 14};
        Seen seen =
                read(joined(header("null"), block(2, joined(good, new byte[] {-2, -1, -1, -1, 7})), block(1, good)));
        assertThat(seen.accepted).isEqualTo(2);
        assertThat(seen.messages).singleElement().asString().startsWith("The Avro record in block 1 ends too early");
    }

    @Test
    void whatAFileSaysOfItselfIsNotBelieved() throws IOException {
        byte[] good = {2, 'a', 14};
        byte[] header = header("null");
        assertThat(read(joined(header, number(1), number(Long.MAX_VALUE), good)).messages)
                .containsExactly("The file ends in the middle of block 1");
        assertThat(read(joined(header, number(Long.MAX_VALUE), number(3), good, SYNC))
                        .messages
                        .get(0))
                .startsWith("The Avro record in block 1 ends too early");
        assertThat(read(joined(header, number(-1), number(3), good, SYNC))
                        .messages
                        .get(0))
                .contains("no valid size");
        assertThat(read(joined(header, number(1), number(-3), good, SYNC))
                        .messages
                        .get(0))
                .contains("no valid size");
        assertThat(read(joined(header, block(1, joined(good, good)))).messages)
                .containsExactly("Block 1 of the file holds more than its records");
        assertThat(read(joined(header, number(1), number(3), good, new byte[16], block(1, good))).messages)
                .containsExactly(
                        "The file is damaged: block 1 is not followed by the file's marker. The rest was not read");
        assertThat(read(joined(header("deflate"), block(1, good))).messages.get(0))
                .contains("cannot be unfolded");
        assertThat(read(header).accepted).isZero();
    }

    @Test
    void recordsWithoutBytesAreNoRecords() throws IOException {
        Schema nothing = SchemaBuilder.record("R")
                .fields()
                .name("id")
                .type()
                .nullType()
                .noDefault()
                .endRecord();
        byte[] file = joined(header("null", nothing.toString()), block(1L << 60, new byte[0]));
        assertThat(read(file).messages).singleElement().asString().contains("has no bytes at all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "bzip2", "snappy", "zstandard", "xz"})
    void aBombTakesNoMemory(String codec) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.setSyncInterval(1 << 30);
            writer.create(SCHEMA, out);
            GenericData.Record record = new GenericData.Record(SCHEMA);
            record.put("text", "x".repeat(64 * 1024 * 1024));
            record.put("id", 1L);
            writer.append(record);
        }
        assertThat(out.size()).isLessThan(64 * 1024 * 1024 / 15);
        Seen seen = read(out.toByteArray());
        assertThat(seen.messages).singleElement().asString().contains("more than 1000000 bytes");
    }

    @Test
    void aFileThatIsNoneIsRefusedAsAWhole() {
        List<byte[]> files = List.of(
                new byte[0],
                "Obj".getBytes(StandardCharsets.US_ASCII),
                "{\"id\":1}".getBytes(StandardCharsets.US_ASCII),
                joined(new byte[] {'O', 'b', 'j', 1}, number(Long.MAX_VALUE)),
                joined(new byte[] {'O', 'b', 'j', 1}, number(1), number(Long.MAX_VALUE)),
                joined(new byte[] {'O', 'b', 'j', 1}, number(0), SYNC),
                header("lzo"),
                header("null", "\"string\""),
                header("null", "{"),
                header("null", "{\"type\":\"record\"}"),
                header("null", "[".repeat(100_000)),
                header("null", "{\"type\":\"array\",\"items\":".repeat(200) + "\"int\"" + "}".repeat(200)),
                Arrays.copyOf(header("null"), header("null").length - 1));
        for (byte[] file : files) {
            assertThatThrownBy(() -> read(file))
                    .isInstanceOfSatisfying(
                            PolderException.class,
                            problem -> assertThat(problem.code()).isEqualTo(Code.BODY_INVALID));
        }
    }

    @Test
    void aBodyThatBreaksOffIsNotADamagedFile() throws IOException {
        byte[] file = file("deflate", 2_000, 10);
        InputStream body = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == file.length / 2) {
                    throw new IOException("connection reset");
                }
                return file[at++] & 0xFF;
            }
        };
        assertThatThrownBy(() -> GATE.checkAll(body, RecordFormat.AVRO_FILE, new Seen()))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    @Test
    void aDeadLetterSaysHowItIsRead() throws IOException {
        List<String> headers = new ArrayList<>();
        GATE.checkAll(new ByteArrayInputStream(file("null", 100, 10)), RecordFormat.AVRO_FILE, new Seen() {
            @Override
            public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
                DeadLetterHeaders.write(
                        record,
                        refusals,
                        columns,
                        new DeadLetterHeaders.Origin("c", "1.0.0", "test"),
                        (name, value) -> headers.add(name + "=" + new String(value, StandardCharsets.UTF_8)));
                assertThat(GATE.checker().avro(record.bytes(), 0, record.bytes().length, GATE.writtenIn(SCHEMA)))
                        .isFalse();
            }
        });
        assertThat(headers).contains("polder.format=avro_file", "polder.schema=" + SCHEMA);
    }

    @Test
    void oneRecordIsABodyOfItsOwn() throws IOException {
        Verdict.Accepted accepted = AcceptedRecords.accepted(GATE, Contracts.json("{\"id\":3,\"text\":\"x\"}"));
        Seen seen = new Seen();
        GATE.checkAll(new ByteArrayInputStream(accepted.avro()), RecordFormat.AVRO, seen);
        GATE.checkAll(new ByteArrayInputStream(new byte[0]), RecordFormat.AVRO, seen);
        GATE.checkAll(new ByteArrayInputStream(new byte[2_000_000]), RecordFormat.AVRO, seen);
        assertThat(seen.accepted).isEqualTo(1);
        assertThat(seen.codes).containsExactly(Code.RECORD_SYNTAX, Code.RECORD_TOO_LARGE);
    }

    private static Seen read(byte[] file) throws IOException {
        Seen seen = new Seen();
        GATE.checkAll(new ByteArrayInputStream(file), RecordFormat.AVRO_FILE, seen);
        return seen;
    }

    private static byte[] file(String codec, int records, int perBlock) throws IOException {
        return file(CodecFactory.fromString(codec), records, perBlock);
    }

    private static byte[] file(CodecFactory codec, int records, int perBlock) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.setCodec(codec);
            writer.create(SCHEMA, out);
            for (int i = 1; i <= records; i++) {
                GenericData.Record record = new GenericData.Record(SCHEMA);
                record.put("text", "number " + i);
                record.put("id", i % 100 == 0 ? -i : (long) i);
                writer.append(record);
                if (i % perBlock == 0) {
                    writer.sync();
                }
            }
        }
        return out.toByteArray();
    }

    private static byte[] header(String codec) {
        return header(codec, SCHEMA.toString());
    }

    private static byte[] header(String codec, String schema) {
        return joined(
                new byte[] {'O', 'b', 'j', 1},
                number(2),
                text("avro.codec"),
                text(codec),
                text("avro.schema"),
                text(schema),
                number(0),
                SYNC);
    }

    private static byte[] block(long count, byte[] records) {
        return joined(number(count), number(records.length), records, SYNC);
    }

    /** So many records whose text is {@code a}, as Avro's own library compresses a block of them. */
    private static byte[] folded(String codec, int records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.create(SCHEMA, out);
            int header = out.size();
            for (int i = 0; i < records; i++) {
                GenericData.Record record = new GenericData.Record(SCHEMA);
                record.put("text", "a");
                record.put("id", 7L);
                writer.append(record);
            }
            writer.flush();
            AvroInput block = new AvroInput(out.toByteArray(), header, out.size());
            assertThat(block.number()).isEqualTo(records);
            int size = (int) block.number();
            return Arrays.copyOfRange(out.toByteArray(), block.position(), block.position() + size);
        }
    }

    private static byte[] text(String text) {
        return joined(number(text.length()), text.getBytes(StandardCharsets.US_ASCII));
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

    private static class Seen implements RecordSink {
        private int accepted;
        private final List<Long> numbers = new ArrayList<>();
        private final List<Code> codes = new ArrayList<>();
        private final List<String> messages = new ArrayList<>();

        @Override
        public void accepted(RecordChecker record) {
            accepted++;
        }

        @Override
        public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
            numbers.add(record.number());
            codes.add(refusals.get(0).code());
            messages.add(refusals.get(0).message());
        }
    }
}
