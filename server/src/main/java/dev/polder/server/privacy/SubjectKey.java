package dev.polder.server.privacy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.AesSiv;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/** The data keys of one subject, or what is left of them: 256 bits for AES-GCM and 512 for AES-SIV. */
final class SubjectKey {
    static final int BYTES = 96;

    private static final int GCM_BYTES = 32;
    private static final byte[] GONE = {};

    /** Of nobody any more: what stands where a record came after its subject had been forgotten. */
    static final SubjectKey NOBODY = gone(Sealed.NOBODY, GONE);

    private final long id;
    private final byte[] token;
    private final byte[] secret;
    private volatile Aead value;
    private volatile DeterministicAead join;

    private SubjectKey(long id, byte[] token, byte[] secret) {
        this.id = id;
        this.token = token;
        this.secret = secret;
    }

    /** @param token that stands for the subject */
    static SubjectKey of(long id, byte[] token, byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a subject's key has " + BYTES + " bytes");
        }
        return new SubjectKey(id, token, secret);
    }

    /** Of a subject that was forgotten. */
    static SubjectKey gone(long id, byte[] token) {
        return new SubjectKey(id, token, GONE);
    }

    static SubjectKey fresh(byte[] token, SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new SubjectKey(freshId(random), token, secret);
    }

    static long freshId(SecureRandom random) {
        return random.nextLong() >>> 1 | 1;
    }

    /** Whether the subject that a token stands for is the one whose keys these are. */
    boolean isOf(byte[] subject) {
        return Arrays.equals(token, subject);
    }

    /** Stands in front of what it encrypts; never 0. */
    long id() {
        return id;
    }

    boolean isGone() {
        return secret.length == 0;
    }

    /** Not to be changed. */
    byte[] secret() {
        return secret;
    }

    /** For AES-GCM. */
    byte[] valueKey() {
        return Arrays.copyOf(secret, GCM_BYTES);
    }

    Aead value() {
        Aead made = value;
        if (made == null) {
            try {
                made = new AesGcmJce(valueKey());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key of the right length cannot be refused", e);
            }
            value = made;
        }
        return made;
    }

    DeterministicAead join() {
        DeterministicAead made = join;
        if (made == null) {
            try {
                made = new AesSiv(Arrays.copyOfRange(secret, GCM_BYTES, BYTES));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key of the right length cannot be refused", e);
            }
            join = made;
        }
        return made;
    }
}
