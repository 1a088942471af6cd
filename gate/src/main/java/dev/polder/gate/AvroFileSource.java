package dev.polder.gate;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The bytes of an Avro file, and within them one part at a time whose length is known. */
final class AvroFileSource implements AutoCloseable {
    private final InputStream in;
    private long left;
    private boolean truncated;
    private IOException failure;

    AvroFileSource(InputStream body) {
        this.in = new BufferedInputStream(body, 64 * 1024);
    }

    boolean isAtEnd() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next < 0;
    }

    /** As many bytes as there are, at most so many. */
    byte[] bytes(int length) throws IOException {
        return in.readNBytes(length);
    }

    /**
     * A zigzag number.
     *
     * @throws AvroInput.Malformed when there is none
     */
    long number() throws IOException {
        byte[] number = new byte[10];
        for (int i = 0; i < number.length; i++) {
            int value = in.read();
            if (value < 0) {
                throw new AvroInput.TooShort();
            }
            number[i] = (byte) value;
            if (value < 0x80) {
                return new AvroInput(number, 0, i + 1).number();
            }
        }
        throw new AvroInput.Malformed("holds a number of more than 64 bits");
    }

    /** The next bytes as a stream of their own. */
    InputStream part(long length) {
        left = length;
        return new Part();
    }

    /** Passes over what is left of the part; false when the file ends before it does. */
    boolean skipPart() throws IOException {
        byte[] sink = new byte[8 * 1024];
        InputStream part = new Part();
        while (part.read(sink) >= 0) {
            Arrays.fill(sink, 0, 1, (byte) 0);
        }
        return !truncated;
    }

    /** Tells a body that breaks off from one that was damaged before. */
    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private final class Part extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 || truncated) {
                return -1;
            }
            try {
                int count = in.read(target, offset, (int) Math.min(length, left));
                truncated = count < 0;
                left -= Math.max(count, 0);
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
