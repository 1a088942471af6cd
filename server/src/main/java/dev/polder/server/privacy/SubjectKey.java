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

    private final long id;
    private final byte[] secret;
    private volatile Aead value;
    private volatile DeterministicAead join;

    private SubjectKey(long id, byte[] secret) {
        this.id = id;
        this.secret = secret;
    }

    static SubjectKey of(long id, byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a subject's key has " + BYTES + " bytes");
        }
        return new SubjectKey(id, secret);
    }

    /** Of a subject that was forgotten. */
    static SubjectKey gone(long id) {
        return new SubjectKey(id, GONE);
    }

    static SubjectKey fresh(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new SubjectKey(random.nextLong() >>> 1 | 1, secret);
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
