package dev.polder.bench.gate;

import dev.polder.gate.FieldCipher;
import dev.polder.gate.seal.GcmKey;
import dev.polder.gate.seal.GcmSealer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts fields as the server does, and as anybody would who calls the JDK for each value. */
final class BenchCiphers {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PREFIX = {1, 2, 3, 4, 5};
    private static final byte[] PLACE =
            "polder value sales.orders.orders.v1 customer_id".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private BenchCiphers() {}

    /** One value after another. */
    private interface Sealing extends FieldCipher.Sealer {
        @Override
        default void begin(byte[] bytes, int from, int to) {}
    }

    static FieldCipher ours() {
        GcmKey key = new GcmKey(KEY);
        return () -> {
            GcmSealer sealer = new GcmSealer(key, PREFIX);
            GcmSealer.Place place = sealer.place(PLACE);
            return (Sealing) (column, in, from, to, out, at) -> sealer.seal(place, in, from, to, out, at);
        };
    }

    /** As Tink does it, too. */
    static FieldCipher jdk() {
        SecretKeySpec key = new SecretKeySpec(KEY, "AES");
        SecureRandom random = new SecureRandom();
        return () -> {
            Cipher cipher = cipher();
            byte[] nonce = new byte[NONCE];
            return (Sealing) (column, in, from, to, out, at) -> {
                random.nextBytes(nonce);
                System.arraycopy(PREFIX, 0, out, at, PREFIX.length);
                int start = at + PREFIX.length;
                System.arraycopy(nonce, 0, out, start, NONCE);
                try {
                    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
                    cipher.updateAAD(PLACE);
                    return start + NONCE + cipher.doFinal(in, from, to - from, out, start + NONCE);
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            };
        };
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
