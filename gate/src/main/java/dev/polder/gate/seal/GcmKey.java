package dev.polder.gate.seal;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** A key of AES-GCM. Immutable. */
public final class GcmKey {
    private final SecretKeySpec key;

    /** @param key of 16 or 32 bytes; copied */
    public GcmKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Whether {@link #sealer} has many values encrypted together; otherwise each costs a call of the JDK's cipher. */
    public static boolean isBatched() {
        return JdkHash.isOpen();
    }

    /**
     * The fastest that this JVM has.
     *
     * @param prefix stands before each sealed value, at most eight bytes; copied
     */
    public GcmSealer sealer(byte[] prefix) {
        return isBatched() ? new BatchedSealer(this, prefix, Nonces.random()) : oneByOne(prefix);
    }

    /** Leaves all to the JDK's cipher, value by value. */
    public GcmSealer oneByOne(byte[] prefix) {
        return new CipherSealer(this, prefix, Nonces.random());
    }

    SecretKeySpec secret() {
        return key;
    }

    /** AES of single blocks, for one thread. */
    Cipher blocks() {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }
}
