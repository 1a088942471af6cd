package dev.polder.cli.ingest;

import java.util.Arrays;

/**
 * Collects the bytes of a chunk. A record may be of any size in the file, but only its beginning is kept: it is larger than
 * any record may be, so the gate refuses it all the same, and memory stays bounded.
 */
final class ChunkBuffer {
    /** Far above what a gate takes (1 MB). */
    static final int KEPT_OF_A_RECORD = 16 << 20;

    private byte[] bytes = new byte[1 << 16];
    private int length;
    private int recordStart;

    void clear() {
        length = 0;
        recordStart = 0;
    }

    void startRecord() {
        recordStart = length;
    }

    /** Whether the record that was started has no byte yet. */
    boolean isRecordEmpty() {
        return length == recordStart;
    }

    void add(int value) {
        if (length - recordStart >= KEPT_OF_A_RECORD) {
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) value;
    }

    void addAll(byte[] more) {
        for (byte value : more) {
            add(value);
        }
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }
}
