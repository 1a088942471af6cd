package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.Arrays;
import java.util.Optional;

/** Collects one record; of a record that grows too large it keeps the start and counts the rest. */
final class RecordBytes {
    private final RecordLimits limits;
    private byte[] bytes = new byte[512];
    private int kept;
    private long length;

    RecordBytes(RecordLimits limits) {
        this.limits = limits;
    }

    void start() {
        kept = 0;
        length = 0;
    }

    void add(int value) {
        length++;
        if (length > limits.maxBytes()) {
            if (kept > limits.keptBytes()) {
                kept = limits.keptBytes();
                bytes = Arrays.copyOf(bytes, Math.max(kept, 512));
            }
            if (kept >= limits.keptBytes()) {
                return;
            }
        }
        if (kept == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[kept++] = (byte) value;
    }

    /** Takes away the last byte when it is this one. */
    void dropLast(char value) {
        if (length > 0 && length == kept && bytes[kept - 1] == value) {
            kept--;
            length--;
        }
    }

    long length() {
        return length;
    }

    boolean isTooLarge() {
        return length > limits.maxBytes();
    }

    boolean isBlank() {
        if (length != kept) {
            return false;
        }
        for (int i = 0; i < kept; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, kept);
    }

    RawRecord tooLarge(long number, long line, RecordFormat format) {
        return new RawRecord.Broken(number, line, format, copy(), length, tooLarge(length, limits));
    }

    static Refusal tooLarge(long length, RecordLimits limits) {
        return new Refusal(
                Code.RECORD_TOO_LARGE,
                "$",
                "size",
                "The record has " + length + " bytes; at most " + limits.maxBytes() + " are allowed",
                Optional.empty());
    }
}
