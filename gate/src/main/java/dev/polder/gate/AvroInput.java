package dev.polder.gate;

/** Avro's binary encoding, read from bytes of somebody who may mean no good: nothing is read beyond the end, nothing is believed. */
final class AvroInput {
    private final byte[] bytes;
    private final int end;
    private int at;

    AvroInput(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean bool() {
        need(1);
        byte value = bytes[at++];
        if (value != 0 && value != 1) {
            throw new Malformed("holds a boolean that is neither true nor false");
        }
        return value == 1;
    }

    /** A zigzag number of at most 64 bits. */
    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte part = bytes[at++];
            if (shift == 63 && (part & 0xFE) != 0) {
                break;
            }
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new Malformed("holds a number of more than 64 bits");
    }

    int number32() {
        long value = number();
        if (value != (int) value) {
            throw new Malformed("holds an int of more than 32 bits");
        }
        return (int) value;
    }

    float real32() {
        return Float.intBitsToFloat((int) little(4));
    }

    double real64() {
        return Double.longBitsToDouble(little(8));
    }

    private long little(int length) {
        need(length);
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits |= (bytes[at++] & 0xFFL) << (8 * i);
        }
        return bits;
    }

    /** The length of bytes or a string that follow, all of which are there. */
    int length() {
        long length = number();
        if (length < 0) {
            throw new Malformed("holds a negative length");
        }
        need(length);
        return (int) length;
    }

    /** Passes over bytes and gives where they start. */
    int skip(int length) {
        need(length);
        int start = at;
        at += length;
        return start;
    }

    /** The number of items in the next block of an array or map; 0 at its end. */
    long block() {
        long count = number();
        if (count >= 0) {
            return count;
        }
        if (count == Long.MIN_VALUE) {
            throw new Malformed("holds a block of more items than can be counted");
        }
        long size = number();
        if (size < 0) {
            throw new Malformed("holds a block of negative size");
        }
        need(size);
        return -count;
    }

    private void need(long length) {
        if (length > end - at) {
            throw new TooShort();
        }
    }

    /** The bytes are not what the schema says; how it goes on after "The record …". */
    static class Malformed extends RuntimeException {
        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** There are fewer bytes than the schema says. */
    static final class TooShort extends Malformed {
        TooShort() {
            super("ends too early");
        }
    }
}
