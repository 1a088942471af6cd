package dev.polder.cli.ingest;

import java.io.IOException;
import java.util.Optional;

/**
 * Elements of a JSON array, or JSON values one after the other, as lines. Only brackets and quotes are looked at, to find
 * where an element ends: whether it is JSON is for the gate to say, of each element for itself.
 */
final class JsonChunks extends Chunks {
    private final boolean array;
    private boolean closed;

    JsonChunks(ByteInput input, int size, boolean array) {
        super(input, size);
        this.array = array;
    }

    @Override
    protected void readHead() throws IOException {
        skipSpace();
        if (array && input.peek() == '[') {
            input.read();
        }
    }

    @Override
    protected void readRecord() throws IOException {
        JsonNesting nesting = new JsonNesting();
        int value = input.peek();
        while (value != ByteInput.END && (nesting.isInString() || nesting.depth() > 0 || !endsBefore(value))) {
            buffer.add(onOneLine(input.read(), nesting.isInString()));
            nesting.next(value);
            boolean closes = JsonNesting.isClosing(value) && !nesting.isInString();
            if (closes && nesting.depth() <= 0 && !array) {
                break;
            }
            value = input.peek();
        }
        buffer.startRecord();
        buffer.add('\n');
    }

    private boolean endsBefore(int value) {
        if (array && !closed) {
            return value == ',' || value == ']';
        }
        return value == '\n';
    }

    /** A line end between tokens is a blank; one within a string is not allowed in JSON, and neither is what it becomes. */
    private static int onOneLine(int value, boolean quoted) {
        return value != '\n' && value != '\r' ? value : quoted ? '\t' : ' ';
    }

    @Override
    protected void skipToRecord() throws IOException {
        skipSpace();
        while (array && !closed && (input.peek() == ',' || input.peek() == ']')) {
            closed = input.read() == ']';
            skipSpace();
        }
    }

    @Override
    Optional<String> complaint() {
        return array && !closed
                ? Optional.of("the file ends before the ']' that closes its array: is it complete?")
                : Optional.empty();
    }
}
