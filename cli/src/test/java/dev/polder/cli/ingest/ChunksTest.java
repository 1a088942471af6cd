package dev.polder.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private static final String UMLAUTS = "{\"n\":\"Zürich – 東京 🎉\"}";

    @Test
    void linesAreCutAtLineEndsWhateverTheSizeOfAChunk() throws IOException {
        String text = "{\"a\":1}\n" + UMLAUTS + "\r\n\n  \n{\"a\":3}\n";

        for (int size = 1; size < 80; size++) {
            List<String> chunks = chunks(RecordFormat.LINES, text, size);
            assertThat(String.join("", chunks)).isEqualTo("{\"a\":1}\n" + UMLAUTS + "\r\n{\"a\":3}\n");
            assertThat(chunks).allMatch(chunk -> chunk.endsWith("\n"));
        }
    }

    @Test
    void theLastLineNeedsNoLineEnd() throws IOException {
        assertThat(chunks(RecordFormat.LINES, "{}\n{\"a\":1}", 1)).containsExactly("{}\n", "{\"a\":1}\n");
    }

    @Test
    void everyCsvChunkStartsWithTheHeader() throws IOException {
        assertThat(chunks(RecordFormat.CSV, "id,n\r\n1,a\r\n2,b\r\n3,c", 6))
                .containsExactly("id,n\r\n1,a\r\n2,b\r\n", "id,n\r\n3,c\n");
    }

    @Test
    void lineEndsCommasAndDoubledQuotesWithinQuotesDoNotEndACsvRecord() throws IOException {
        String quoted = "1,\"two\nlines, a \"\"quote\"\"\r\nand 東京\"\n";
        String inch = "2,5\" pipe\n";
        String after = "3,\"x\" y\n";

        for (int size = 1; size < 90; size++) {
            List<String> chunks = chunks(RecordFormat.CSV, "id,n\n" + quoted + inch + after, size);
            assertThat(withoutHeaders(chunks, "id,n\n")).isEqualTo(quoted + inch + after);
        }
        assertThat(chunks(RecordFormat.CSV, "id,n\n" + quoted + inch + after, 1))
                .containsExactly("id,n\n" + quoted, "id,n\n" + inch, "id,n\n" + after);
    }

    @Test
    void aHeaderMayHaveLineEndsInQuotesAndIsKeptWhole() throws IOException {
        assertThat(chunks(RecordFormat.CSV, "\"i\nd\",n\n1,2\n3,4\n", 1))
                .containsExactly("\"i\nd\",n\n1,2\n", "\"i\nd\",n\n3,4\n");
    }

    @Test
    void emptyLinesInCsvAreSkippedAndBlankCellsAreNot() throws IOException {
        assertThat(chunks(RecordFormat.CSV, "\nn\n\n 1\n\r\n \n", 1)).containsExactly("n\n 1\n", "n\n \n");
    }

    @Test
    void aHeaderLargerThanAChunkStillLeavesRoomForARecord() throws IOException {
        assertThat(chunks(RecordFormat.CSV, "a_long_header,n\n1,2\n3,4\n", 1)).hasSize(2);
    }

    @Test
    void emptyFilesAndHeadersAloneHaveNoChunks() throws IOException {
        for (RecordFormat format : RecordFormat.values()) {
            assertThat(chunks(format, "", 10)).isEmpty();
            assertThat(chunks(format, "\n\n", 10)).isEmpty();
        }
        assertThat(chunks(RecordFormat.CSV, "id,n\n", 10)).isEmpty();
        assertThat(chunks(RecordFormat.ARRAY, "[]", 10)).isEmpty();
        assertThat(chunks(RecordFormat.ARRAY, " [ \n ] ", 10)).isEmpty();
    }

    @Test
    void elementsOfAnArrayBecomeLines() throws IOException {
        String text = "[ {\"a\": [1, 2],\n  \"b\": \"],}\\\"[\"},\r\n" + UMLAUTS + " ,{}]\n";

        for (int size = 1; size < 80; size++) {
            assertThat(String.join("", chunks(RecordFormat.ARRAY, text, size)))
                    .isEqualTo("{\"a\": [1, 2],   \"b\": \"],}\\\"[\"}\n" + UMLAUTS + " \n{}\n");
        }
    }

    @Test
    void oneBrokenElementLeavesTheOthersWhole() throws IOException {
        assertThat(chunks(RecordFormat.ARRAY, "[{\"a\":tru}, {\"a\":1}, 7, x]", 1))
                .containsExactly("{\"a\":tru}\n", "{\"a\":1}\n", "7\n", "x\n");
    }

    @Test
    void aLineEndWithinAJsonStringStaysAnError() throws IOException {
        assertThat(chunks(RecordFormat.ARRAY, "[\"a\nb\"]", 1)).containsExactly("\"a\tb\"\n");
    }

    @Test
    void whatFollowsAnArrayIsNotLost() throws IOException {
        assertThat(chunks(RecordFormat.ARRAY, "[{}] {\"a\":1}\nrest, of it", 1))
                .containsExactly("{}\n", "{\"a\":1}\n", "rest, of it\n");
    }

    @Test
    void anArrayThatIsNotClosedIsComplainedAbout() throws IOException {
        Chunks cut = open(RecordFormat.ARRAY, "[{\"a\":1},{\"a\":2", 100);
        cut.start(0);
        while (cut.next().isPresent()) {}

        assertThat(cut.complaint()).hasValueSatisfying(text -> assertThat(text).contains("']'"));
    }

    @Test
    void valuesOverSeveralLinesBecomeLines() throws IOException {
        assertThat(chunks(RecordFormat.VALUES, "{\n \"a\": {\n}\n}{\"b\":1}\n\n{\"c\":\n2}", 1))
                .containsExactly("{  \"a\": { } }\n", "{\"b\":1}\n", "{\"c\": 2}\n");
    }

    @Test
    void ofAHugeRecordOnlyTheBeginningIsKeptAndTheNextOneFollows() throws IOException {
        for (RecordFormat format : RecordFormat.values()) {
            Chunks chunks = Chunks.of(format, new ByteInput(huge(format, 40L << 20)), 4 << 20);
            chunks.start(0);
            StringBuilder last = new StringBuilder();
            long total = 0;
            for (Optional<Chunk> chunk = chunks.next(); chunk.isPresent(); chunk = chunks.next()) {
                last.setLength(0);
                last.append(text(chunk.get()));
                total += chunk.get().length();
            }
            assertThat(total).isLessThan(ChunkBuffer.KEPT_OF_A_RECORD + 100L);
            assertThat(last.toString()).endsWith("small\n");
        }
    }

    @Test
    void atEveryEndOfAChunkAnotherReaderCanGoOn() throws IOException {
        for (RecordFormat format : RecordFormat.values()) {
            String text = sample(format);
            for (int size = 1; size < 120; size += 3) {
                List<Chunk> whole = cut(format, text, size, 0);
                List<String> all = chunks(format, text, size);
                for (int i = 0; i < whole.size(); i++) {
                    List<String> rest = texts(format, text, size, whole.get(i).end());
                    assertThat(rest).isEqualTo(all.subList(i + 1, all.size()));
                    assertThat(whole.get(i).last()).isEqualTo(i == whole.size() - 1);
                }
            }
        }
    }

    private static String sample(RecordFormat format) {
        return switch (format) {
            case LINES -> "{\"a\":1}\r\n" + UMLAUTS + "\n\n{\"a\":3}\n";
            case CSV -> "id,n\r\n1,\"a\r\nb\"\r\n\r\n2,東京\r\n3,\"\"\"\"";
            case ARRAY -> " [ {\"a\":1} ,\n" + UMLAUTS + ",[1,[2]],\n{\"c\":\"]\"} ] \n";
            case VALUES -> "{\n\"a\":1} " + UMLAUTS + "\n\n{\n}";
        };
    }

    private static InputStream huge(RecordFormat format, long size) {
        String start = format == RecordFormat.CSV ? "n\n\"" : format == RecordFormat.ARRAY ? "[\"" : "{\"";
        String end = switch (format) {
            case CSV -> "\"\nsmall";
            case ARRAY -> "\",small]";
            case LINES, VALUES -> "\"}\nsmall";
        };
        InputStream filler = new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int count = (int) Math.min(left, length);
                Arrays.fill(bytes, offset, offset + count, (byte) 'x');
                left -= count;
                return count == 0 && length > 0 ? -1 : count;
            }
        };
        return new SequenceInputStream(new SequenceInputStream(stream(start), filler), stream(end));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Chunks open(RecordFormat format, String text, int size) {
        return Chunks.of(format, new ByteInput(stream(text)), size);
    }

    private static List<String> chunks(RecordFormat format, String text, int size) throws IOException {
        return texts(format, text, size, 0);
    }

    private static List<String> texts(RecordFormat format, String text, int size, long offset) throws IOException {
        List<String> texts = new ArrayList<>();
        Chunks chunks = open(format, text, size);
        chunks.start(offset);
        for (Optional<Chunk> chunk = chunks.next(); chunk.isPresent(); chunk = chunks.next()) {
            texts.add(text(chunk.get()));
        }
        return texts;
    }

    private static List<Chunk> cut(RecordFormat format, String text, int size, long offset) throws IOException {
        List<Chunk> cut = new ArrayList<>();
        Chunks chunks = open(format, text, size);
        chunks.start(offset);
        for (Optional<Chunk> chunk = chunks.next(); chunk.isPresent(); chunk = chunks.next()) {
            cut.add(chunk.get());
        }
        return cut;
    }

    private static String text(Chunk chunk) {
        return new String(chunk.bytes(), 0, chunk.length(), StandardCharsets.UTF_8);
    }

    private static String withoutHeaders(List<String> chunks, String header) {
        StringBuilder rest = new StringBuilder();
        for (String chunk : chunks) {
            assertThat(chunk).startsWith(header);
            rest.append(chunk.substring(header.length()));
        }
        return rest.toString();
    }
}
