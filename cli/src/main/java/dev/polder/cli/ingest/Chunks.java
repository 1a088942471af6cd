package dev.polder.cli.ingest;

import java.io.IOException;
import java.util.Optional;

/** Cuts records into chunks of about a size, at the borders of records. */
abstract class Chunks {
    protected final ByteInput input;
    protected final ChunkBuffer buffer = new ChunkBuffer();
    private final int size;

    /**
     * @param input at its beginning, after a byte order mark
     * @param size bytes that a chunk should have; it has more by the rest of its last record
     */
    protected Chunks(ByteInput input, int size) {
        this.input = input;
        this.size = Math.max(1, size);
    }

    static Chunks of(RecordFormat format, ByteInput input, int size) {
        return switch (format) {
            case LINES -> new LineChunks(input, size);
            case CSV -> new CsvChunks(input, size);
            case ARRAY -> new JsonChunks(input, size, true);
            case VALUES -> new JsonChunks(input, size, false);
        };
    }

    /**
     * Reads what stands before the first record and goes on at an offset that was the end of a chunk.
     *
     * @param offset 0 for the beginning
     */
    final void start(long offset) throws IOException {
        readHead();
        input.skipTo(offset);
        skipToRecord();
    }

    /** The next chunk; empty when there are no more records. */
    final Optional<Chunk> next() throws IOException {
        buffer.clear();
        writeHead();
        int head = buffer.length();
        long offset = input.offset();
        while (input.peek() != ByteInput.END && buffer.length() - head < size) {
            buffer.startRecord();
            readRecord();
            skipToRecord();
        }
        return buffer.length() == head
                ? Optional.empty()
                : Optional.of(new Chunk(
                        offset, input.offset(), buffer.bytes(), buffer.length(), input.peek() == ByteInput.END));
    }

    /** What is wrong with the file as a whole; known after the last chunk. */
    Optional<String> complaint() {
        return Optional.empty();
    }

    /** Reads what comes before the records. */
    protected void readHead() throws IOException {}

    /** What every chunk starts with. */
    protected void writeHead() {}

    /** Reads one record with its end into the buffer. */
    protected abstract void readRecord() throws IOException;

    /** Skips what is between records, up to the next one or the end of the file. */
    protected abstract void skipToRecord() throws IOException;

    /** Skips line ends, blanks and tabs. */
    protected final void skipSpace() throws IOException {
        int value = input.peek();
        while (value == '\n' || value == '\r' || value == ' ' || value == '\t') {
            input.read();
            value = input.peek();
        }
    }
}
