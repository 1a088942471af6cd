package dev.polder.gate;

import dev.polder.gate.fast.FastGate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A body, byte by byte or by looking into its buffer, with its byte order mark skipped. Behind the buffer's last byte stands a zero. */
final class ByteSource implements AutoCloseable {
    static final int END = -1;

    private static final int SMALLEST = 8 * 1024;
    /** What is looked at in one piece is not more. */
    static final int LARGEST = 256 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[SMALLEST + FastGate.PADDING];
    private int position;
    private int limit;
    /** No line feed stands before it. */
    private int searched;

    private long before;
    private boolean started;
    private boolean ended;

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

    /** Holds the bytes that were read and not taken, from {@link #position()} to before {@link #limit()}. */
    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    /** Takes all bytes before this position. */
    void takeTo(int end) {
        position = end;
    }

    /** Whether nothing follows what is in the buffer. */
    boolean isEnded() {
        return ended;
    }

    /** Whether a line feed stands in the buffer. */
    boolean hasLineEnd() {
        searched = Math.max(searched, position);
        while (searched < limit && buffer[searched] != '\n') {
            searched++;
        }
        return searched < limit;
    }

    /**
     * Reads more without taking what is there, which may move to the buffer's start.
     *
     * @return whether there is more now: not at the end, and not when the buffer cannot hold more
     */
    boolean more() throws IOException {
        if (position == limit) {
            return fill();
        }
        if (ended || limit - position >= LARGEST) {
            return false;
        }
        if (limit == buffer.length - FastGate.PADDING) {
            moveToStart();
        }
        return readOnce();
    }

    private void moveToStart() {
        int length = limit - position;
        byte[] to = length > buffer.length / 2 && buffer.length < LARGEST ? new byte[larger()] : buffer;
        System.arraycopy(buffer, position, to, 0, length);
        buffer = to;
        before += position;
        searched = Math.max(0, searched - position);
        position = 0;
        limit = length;
    }

    /**
     * Reads on until a line feed stands in the buffer or nothing follows.
     *
     * @return whether that is new: not when nothing followed before, and not when the buffer cannot hold more
     */
    boolean restOfLine() throws IOException {
        if (ended) {
            return false;
        }
        boolean grown = more();
        while (grown && !hasLineEnd()) {
            grown = more();
        }
        return ended || hasLineEnd();
    }

    private int larger() {
        return Math.min(LARGEST, 4 * buffer.length) + FastGate.PADDING;
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        before += limit;
        if (limit == buffer.length - FastGate.PADDING && limit < LARGEST) {
            buffer = new byte[larger()];
        }
        position = 0;
        limit = 0;
        searched = 0;
        boolean more = readOnce();
        while (more && !started && limit < 3) {
            more = readOnce();
        }
        if (!started) {
            started = true;
            if (limit >= 3 && Arrays.equals(buffer, 0, 3, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 0, 3)) {
                position = 3;
                return limit > 3 || fill();
            }
        }
        return limit > 0;
    }

    /** Reads at least one byte, unless the body ends. */
    private boolean readOnce() throws IOException {
        int count;
        do {
            count = in.read(buffer, limit, buffer.length - FastGate.PADDING - limit);
        } while (count == 0);
        ended = count < 0;
        limit += Math.max(count, 0);
        buffer[limit] = 0;
        return !ended;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
