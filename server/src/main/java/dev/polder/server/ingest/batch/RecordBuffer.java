package dev.polder.server.ingest.batch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Records for one topic that are not handed over yet. For one thread; may be used again after {@link #clear}. */
public final class RecordBuffer {
    /** The most that a record takes beyond key and value. */
    static final int OVERHEAD = 40;

    private static final int NO_KEY = -1;
    /** Of a record without headers. Not to be changed. */
    public static final byte[] NO_HEADERS = {0};

    private byte[] bytes = new byte[16 * 1024];
    private int[] ends = new int[128];
    private int[] hashes = new int[128];
    private int count;

    /**
     * Adds a record.
     *
     * @param keyLength -1 for no key
     * @param from where the value starts in {@code value}
     * @param headers {@link #NO_HEADERS} or what {@link #header} gives
     */
    public void add(byte[] key, int keyLength, byte[] value, int from, int length, byte[] headers) {
        int start = size();
        ensure(start + Math.max(0, keyLength) + length + headers.length + OVERHEAD);
        int at = Varint.write(bytes, start, keyLength);
        if (keyLength > 0) {
            System.arraycopy(key, 0, bytes, at, keyLength);
            at += keyLength;
        }
        at = Varint.write(bytes, at, length);
        System.arraycopy(value, from, bytes, at, length);
        at += length;
        System.arraycopy(headers, 0, bytes, at, headers.length);
        at += headers.length;
        ends[count] = at;
        hashes[count++] = keyLength < 0 ? NO_KEY : KeyHash.of(key, keyLength);
    }

    /** One header, as it stands in each record that has it. */
    public static byte[] header(String name, byte[] value) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[3 * Varint.LONGEST + key.length + value.length];
        int at = Varint.write(header, 0, 1);
        at = Varint.write(header, at, key.length);
        System.arraycopy(key, 0, header, at, key.length);
        at = Varint.write(header, at + key.length, value.length);
        System.arraycopy(value, 0, header, at, value.length);
        return Arrays.copyOf(header, at + value.length);
    }

    /** Bytes gathered. */
    public int size() {
        return count == 0 ? 0 : ends[count - 1];
    }

    public int count() {
        return count;
    }

    /** How large it has grown, in bytes. */
    public int capacity() {
        return bytes.length;
    }

    public void clear() {
        count = 0;
    }

    /** What the records take of the producer's memory: the most that they can be in batches. */
    public int footprint() {
        return size() + count * OVERHEAD;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    int end(int record) {
        return ends[record];
    }

    /** Negative when the record has no key. */
    int hash(int record) {
        return hashes[record];
    }

    private void ensure(int capacity) {
        if (bytes.length < capacity) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
    }
}
