package dev.polder.gate;

import java.io.IOException;
import java.io.InputStream;

/** A body, byte by byte, with its byte order mark skipped. */
final class ByteSource implements AutoCloseable {
    static final int END = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private long before;
    private boolean started;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** The next byte, 0 to 255, or {@link #END}. */
    int read() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : END;
    }

    /** The next byte without taking it. */
    int peek() throws IOException {
        return position < limit || fill() ? buffer[position] & 0xFF : END;
    }

    /** How many bytes were taken, a byte order mark included. */
    long offset() {
        return before + position;
    }

    private boolean fill() throws IOException {
        before += limit;
        position = 0;
        limit = 0;
        do {
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                break;
            }
            limit += count;
        } while (limit == 0 || !started && limit < 3);
        if (!started) {
            started = true;
            if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
                position = 3;
                return limit > 3 || fill();
            }
        }
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
