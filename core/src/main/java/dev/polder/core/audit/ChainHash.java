package dev.polder.core.audit;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash of an entry: SHA-256 over the hash of the entry before it, the byte 1 (the format's version), the sequence number, the
 * microseconds and the fields of {@link EntryContent}, numbers in 64 bits, the highest byte first. Before the first entry stand 32
 * zero bytes. Not for several threads at once.
 */
public final class ChainHash {
    /** Of every hash. */
    public static final int BYTES = 32;

    private static final byte VERSION = 1;

    private final MessageDigest digest;
    private final ByteBuffer head = ByteBuffer.allocate(1 + 2 * Long.BYTES);

    public ChainHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] of(byte[] previous, long sequence, EntryContent content) {
        byte[] hash = new byte[BYTES];
        of(previous, sequence, content.micros(), content.fields(), 0, content.fields().length, hash);
        return hash;
    }

    /** @param hash is given the result */
    void of(byte[] previous, long sequence, long micros, byte[] fields, int from, int length, byte[] hash) {
        head.clear().put(VERSION).putLong(sequence).putLong(micros);
        digest.update(previous);
        digest.update(head.array());
        digest.update(fields, from, length);
        try {
            digest.digest(hash, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
