package dev.polder.cli.ingest;

import java.io.IOException;

/** CSV: every chunk starts with the header; a line end within quotes belongs to its record. */
final class CsvChunks extends Chunks {
    private enum State {
        CELL_START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private byte[] header = {};

    CsvChunks(ByteInput input, int size) {
        super(input, size);
    }

    @Override
    protected void readHead() throws IOException {
        skipToRecord();
        buffer.clear();
        readRecord();
        header = buffer.copy();
    }

    @Override
    protected void writeHead() {
        buffer.addAll(header);
    }

    @Override
    protected void readRecord() throws IOException {
        State state = State.CELL_START;
        int value = input.read();
        while (value != ByteInput.END && (value != '\n' || state == State.QUOTED)) {
            buffer.add(value);
            state = switch (state) {
                case CELL_START -> value == '"' ? State.QUOTED : value == ',' ? State.CELL_START : State.PLAIN;
                case PLAIN -> value == ',' ? State.CELL_START : State.PLAIN;
                case QUOTED -> value == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
                case QUOTE_IN_QUOTED -> value == '"' ? State.QUOTED : value == ',' ? State.CELL_START : State.PLAIN;
            };
            value = input.read();
        }
        buffer.startRecord();
        buffer.add('\n');
    }

    /** Empty lines are no records; a blank is a cell. */
    @Override
    protected void skipToRecord() throws IOException {
        int value = input.peek();
        while (value == '\n' || value == '\r') {
            input.read();
            value = input.peek();
        }
    }
}
