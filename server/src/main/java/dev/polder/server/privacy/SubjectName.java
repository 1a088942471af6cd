package dev.polder.server.privacy;

import java.util.Arrays;

/** The bytes of a subject's identifier, to be looked up; one that is kept is never changed. */
final class SubjectName {
    private byte[] bytes;
    private int from;
    private int to;
    private int hash;

    SubjectName() {}

    static SubjectName copy(byte[] bytes, int from, int to) {
        return new SubjectName().over(Arrays.copyOfRange(bytes, from, to), 0, to - from);
    }

    /** Stands for other bytes now. */
    SubjectName over(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
        int code = 1;
        for (int i = from; i < to; i++) {
            code = 31 * code + bytes[i];
        }
        hash = code;
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    SubjectName copy() {
        return copy(bytes, from, to);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubjectName name && Arrays.equals(bytes, from, to, name.bytes, name.from, name.to);
    }
}
