package dev.polder.cli.ingest;

import java.io.IOException;

/** A record per line. */
final class LineChunks extends Chunks {
    LineChunks(ByteInput input, int size) {
        super(input, size);
    }

    @Override
    protected void readRecord() throws IOException {
        int value = input.read();
        while (value != '\n' && value != ByteInput.END) {
            buffer.add(value);
            value = input.read();
        }
        buffer.startRecord();
        buffer.add('\n');
    }

    @Override
    protected void skipToRecord() throws IOException {
        skipSpace();
    }
}
