package dev.polder.server.privacy;

import java.nio.ByteBuffer;

/**
 * How a ciphertext begins: what Tink writes for a key of the domain (1, the key's id in four bytes), or, for a key of a subject, 2 and the key's
 * id in eight bytes. Id 0 with nothing behind it stands for a value of a subject that had been forgotten before the record came.
 */
final class Sealed {
    static final byte DOMAIN = 1;
    static final byte SUBJECT = 2;
    static final int SUBJECT_HEADER = 1 + Long.BYTES;
    /** In place of a key. */
    static final long NOBODY = 0;

    private Sealed() {}

    static boolean isOfSubject(byte[] ciphertext) {
        return ciphertext.length >= SUBJECT_HEADER && ciphertext[0] == SUBJECT;
    }

    static long subjectKey(byte[] ciphertext) {
        return ByteBuffer.wrap(ciphertext).getLong(1);
    }

    /** Writes the beginning and gives where it ends. */
    static int subjectHeader(long id, byte[] out, int at) {
        out[at] = SUBJECT;
        for (int i = 0; i < Long.BYTES; i++) {
            out[at + 1 + i] = (byte) (id >>> 8 * (Long.BYTES - 1 - i));
        }
        return at + SUBJECT_HEADER;
    }
}
