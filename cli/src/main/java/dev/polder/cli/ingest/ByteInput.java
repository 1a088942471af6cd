package dev.polder.cli.ingest;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A stream of bytes that knows where it is. Offsets count the bytes after decompression. */
final class ByteInput implements Closeable {
    static final int END = -1;
    private static final int PREVIEW = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[PREVIEW];
    private int position;
    private int limit;
    private long base;

    ByteInput(InputStream in) {
        this.in = in;
    }

    /** The offset of the next byte. */
    long offset() {
        return base + position;
    }

    /** The next byte, which stays; {@link #END} after the last. */
    int peek() throws IOException {
        return position < limit || fill() ? buffer[position] & 0xff : END;
    }

    int read() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : END;
    }

    /** The first bytes, up to {@value #PREVIEW} of them, without reading them; only at the very beginning. */
    byte[] preview() throws IOException {
        while (limit < buffer.length) {
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                break;
            }
            limit += count;
        }
        return Arrays.copyOfRange(buffer, position, limit);
    }

    /** Leaves out a UTF-8 byte order mark; only at the very beginning. */
    void skipByteOrderMark() throws IOException {
        byte[] start = preview();
        if (start.length >= 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb && start[2] == (byte) 0xbf) {
            position += 3;
        }
    }

    /** Goes forward to an offset. */
    void skipTo(long offset) throws IOException {
        while (offset() < offset) {
            if (position == limit && !fill()) {
                throw new EOFException("the file ends before byte " + offset);
            }
            position += (int) Math.min(limit - position, offset - offset());
        }
    }

    private boolean fill() throws IOException {
        base += limit;
        position = 0;
        limit = 0;
        int count = in.read(buffer, 0, buffer.length);
        if (count <= 0) {
            return false;
        }
        limit = count;
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
