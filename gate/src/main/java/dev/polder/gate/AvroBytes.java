package dev.polder.gate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Writes Avro's binary encoding: the shortest, arrays and maps in one block. */
final class AvroBytes {
    /** Of arrays of bytes. */
    static final Comparator<Object> ORDER = (one, other) -> Arrays.compareUnsigned((byte[]) one, (byte[]) other);

    private final int limit;
    private byte[] bytes = new byte[256];
    private int size;

    AvroBytes(int limit) {
        this.limit = limit;
    }

    void bool(boolean value) {
        room(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    void number(long value) {
        room(10);
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7FL) != 0) {
            bytes[size++] = (byte) (zigzag & 0x7F | 0x80);
            zigzag >>>= 7;
        }
        bytes[size++] = (byte) zigzag;
    }

    void real(double value) {
        room(8);
        long bits = Double.doubleToLongBits(value);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    void text(String value) {
        raw(value.getBytes(StandardCharsets.UTF_8));
    }

    void decimal(BigInteger unscaled) {
        raw(unscaled.toByteArray());
    }

    private void raw(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    byte[] toByteArray() {
        if (size > limit) {
            throw new Full();
        }
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            if (size > limit) {
                throw new Full();
            }
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    /** The Avro grew beyond what a record may have. */
    static final class Full extends RuntimeException {
        Full() {
            super("the record's Avro is too large", null, false, false);
        }
    }
}
