package dev.polder.gate.fast;

import java.util.Arrays;

/**
 * What one thread needs to judge one record after another: the Avro so far, what the last value was, and the order in which fields
 * came last time. Made by {@link FastGate#scan()}.
 */
public final class Scan {
    /** The Avro; the record starts at {@link FastGate#HEADROOM}. */
    byte[] out = new byte[1024];
    /** Where the next byte of Avro goes. */
    int at;
    /** Whether a line feed ends the record instead of being white space. */
    boolean lines;
    /** How many records were begun. */
    long records;
    /** Members and items seen in this record. */
    long values;
    /** Members that its objects could have. */
    long slots;

    /** The last number, {@code mantissa / 10^fraction}, or the last temporal value. */
    long mantissa;

    int fraction;
    /** Where the last string ends in the Avro, before its rules are asked. */
    int textEnd;
    /** Bytes of the last string that continue a character. */
    int continuations;
    /** Whether the last string is ASCII. */
    boolean ascii;

    final UnknownMembers.Seen unknown = new UnknownMembers.Seen();

    byte[] spare = new byte[1024];
    byte[] key = new byte[64];
    int keyLength;
    final Frame[] frames;
    /** Items still to come of each array around the present value, in Avro. */
    final int[] loops;

    /** Records that are accepted may not become larger than this. */
    private final int mostBytes;

    Scan(Frame[] frames, int loops, int mostBytes) {
        this.loops = new int[loops];
        this.frames = frames;
        this.mostBytes = mostBytes;
    }

    /** Makes room for any value of fixed size, with its union. Every container does so before each of its values. */
    void ready() {
        if (at + Words.PADDING > out.length) {
            grow(at, Words.PADDING);
        }
    }

    /** The Avro with room for so many more bytes and for whole words behind them. */
    byte[] room(int more) {
        if (at + more + Words.PADDING > out.length) {
            grow(at, more);
        }
        return out;
    }

    /** Gives up by way of an exception when a record becomes too large, because then nobody will miss the time. */
    byte[] grow(int used, int more) {
        if (used > mostBytes + FastGate.HEADROOM) {
            throw TooLarge.ONE;
        }
        out = Arrays.copyOf(out, Math.max(out.length * 2, used + more + 2 * Words.PADDING));
        return out;
    }

    byte[] spare(int size) {
        if (spare.length < size + Words.PADDING) {
            spare = new byte[Math.max(spare.length * 2, size + Words.PADDING)];
        }
        return spare;
    }

    /** The key with room for so many more bytes. */
    byte[] keyRoom(int used, int more) {
        if (used + more > key.length) {
            key = Arrays.copyOf(key, Math.max(key.length * 2, used + more));
        }
        return key;
    }

    /** Holds the Avro of the record that was accepted, from {@link FastGate#HEADROOM}. */
    public byte[] avro() {
        return out;
    }

    public int avroLength() {
        return at - FastGate.HEADROOM;
    }

    /** Holds the key of the record that was accepted. */
    public byte[] key() {
        return key;
    }

    /** -1 for no key. */
    public int keyLength() {
        return keyLength;
    }

    /** Members of the record that was accepted which the contract does not have. */
    public int unknown() {
        return unknown.count();
    }

    /** The path of the objects that such a member stands in. */
    public String unknownPath(int index) {
        return unknown.path(index);
    }

    /** Where its name starts, in ASCII, among the record's bytes. */
    public int unknownStart(int index) {
        return unknown.start(index);
    }

    /** Where its name ends. */
    public int unknownEnd(int index) {
        return unknown.end(index);
    }

    /** The first character of its value. */
    public char unknownValue(int index) {
        return (char) unknown.value(index);
    }

    static int varint(byte[] bytes, int at, long zigzag) {
        int to = at;
        long rest = zigzag;
        while ((rest & ~0x7FL) != 0) {
            bytes[to++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[to] = (byte) rest;
        return to + 1;
    }

    /** Bytes of the varint of a length. */
    static int varintLength(int length) {
        return length < 1 << 6 ? 1 : length < 1 << 13 ? 2 : length < 1 << 20 ? 3 : length < 1 << 27 ? 4 : 5;
    }

    /** Puts the length before a payload that stands one byte behind {@link #at}, and appends both. */
    void closeText(int end) {
        int length = end - at - 1;
        if (length < 64) {
            out[at] = (byte) (length << 1);
            at = end;
        } else {
            int more = varintLength(length) - 1;
            if (end + more + Words.PADDING > out.length) {
                grow(end, more);
            }
            System.arraycopy(out, at + 1, out, at + 1 + more, length);
            varint(out, at, (long) length << 1);
            at = end + more;
        }
    }

    /** Puts the count before the items of an array or map that start one byte behind it, and ends the one block of them. */
    void closeBlock(int start, int count) {
        if (count == 0) {
            out[start] = 0;
            return;
        }
        if (count < 64) {
            out[start] = (byte) (count << 1);
        } else {
            int more = varintLength(count) - 1;
            byte[] bytes = room(more + 1);
            System.arraycopy(bytes, start + 1, bytes, start + 1 + more, at - start - 1);
            varint(bytes, start, (long) count << 1);
            at += more;
        }
        room(1)[at++] = 0;
    }

    /** White space of JSON. */
    int skip(byte[] in, int from) {
        int to = from;
        while (true) {
            byte c = in[to];
            if (c != ' ' && c != '\t' && c != '\r' && (c != '\n' || lines)) {
                return to;
            }
            to++;
        }
    }

    /** The members or items of one container while it is read; a container is never within itself. */
    static final class Frame {
        /** Which member followed last time, by the member before it plus one. */
        final int[] next;
        /** Where the Avro of a member or item starts. */
        int[] starts;
        /** Where a member's Avro ends; where a map's keys start and end; a list's table of hashes. */
        int[] ends;
        /** In which object it was seen last: {@link #stamp} is the present one. */
        final int[] seen;

        private int stamp;
        /** More than 0 while members come in another order than the contract's. */
        int disorder;
        /** The record in which they did so last. */
        long disordered;

        private int[] sorted = {};

        Frame(int members) {
            next = new int[members + 1];
            for (int i = 0; i < members; i++) {
                next[i] = i;
            }
            starts = new int[members];
            ends = new int[members];
            seen = new int[members];
        }

        int stamp() {
            return stamp;
        }

        void place(int index, int at) {
            seen[index] = stamp;
            starts[index] = at;
        }

        void start(int index, int at) {
            if (index >= starts.length) {
                starts = Arrays.copyOf(starts, index * 2 + 8);
            }
            starts[index] = at;
        }

        void keep(int index, int from, int to) {
            if (2 * index + 1 >= ends.length) {
                ends = Arrays.copyOf(ends, index * 4 + 16);
            }
            ends[2 * index] = from;
            ends[2 * index + 1] = to;
        }

        int[] sorted() {
            if (sorted.length == 0) {
                sorted = new int[64];
            }
            return sorted;
        }

        int nextStamp() {
            if (++stamp == 0) {
                Arrays.fill(seen, 0);
                stamp = 1;
            }
            return stamp;
        }
    }

    /** Thrown instead of growing without end. */
    static final class TooLarge extends RuntimeException {
        static final TooLarge ONE = new TooLarge();

        private TooLarge() {
            super("the record becomes too large", null, false, false);
        }
    }
}
