package dev.polder.server.ingest.batch;

/** Zigzag numbers of variable length, as records have them. */
final class Varint {
    /** Of a number of 32 bits, in bytes. */
    static final int LONGEST = 5;

    private Varint() {}

    static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Writes at a position and gives the position after it. */
    static int write(byte[] bytes, int at, int value) {
        int rest = (value << 1) ^ (value >> 31);
        // Nearly all numbers in a record have one or two bytes; the loop would cost more than all else that is done
        // here.
        if ((rest & ~0x7F) == 0) {
            bytes[at] = (byte) rest;
            return at + 1;
        }
        if ((rest & ~0x3FFF) == 0) {
            bytes[at] = (byte) (rest | 0x80);
            bytes[at + 1] = (byte) (rest >>> 7);
            return at + 2;
        }
        return write(bytes, at, (long) value);
    }

    /** As {@link #write(byte[], int, int)}. */
    static int write(byte[] bytes, int at, long value) {
        long rest = (value << 1) ^ (value >> 63);
        int next = at;
        while ((rest & ~0x7FL) != 0) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /** Reads the number that starts at a position; it takes {@link #size} bytes. */
    static long read(byte[] bytes, int at) {
        long zigzag = 0;
        int next = at;
        int shift = 0;
        byte part;
        do {
            part = bytes[next++];
            zigzag |= (long) (part & 0x7F) << shift;
            shift += 7;
        } while (part < 0);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }
}
