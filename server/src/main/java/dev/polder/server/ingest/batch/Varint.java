package dev.polder.server.ingest.batch;

/** Zigzag numbers of variable length, as records have them. */
final class Varint {
    private Varint() {}

    static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Writes at a position and gives the position after it. */
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
