package dev.polder.bench.gate;

import com.google.crypto.tink.subtle.AesGcmJce;
import dev.polder.gate.FieldCipher;
import dev.polder.gate.seal.GcmKey;
import dev.polder.gate.seal.GcmSealer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Encrypts fields as the server does, and as anybody would who calls a library for each value. */
final class BenchCiphers {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PREFIX = {1, 2, 3, 4, 5};
    private static final byte[] PLACE =
            "polder value sales.orders.orders.v1 customer_id".getBytes(StandardCharsets.US_ASCII);

    private BenchCiphers() {}

    /** One value after another. */
    private interface Sealing extends FieldCipher.Sealer {
        @Override
        default void begin(byte[] bytes, int from, int to) {}
    }

    /** As the server does it. */
    static FieldCipher batched() {
        GcmKey key = new GcmKey(KEY);
        if (!GcmKey.isBatched()) {
            throw new IllegalStateException("the JVM was started without com.sun.crypto.provider open");
        }
        return () -> sealing(key.sealer(PREFIX));
    }

    /** The JDK's cipher, called for each value. */
    static FieldCipher oneByOne() {
        GcmKey key = new GcmKey(KEY);
        return () -> sealing(key.oneByOne(PREFIX));
    }

    private static Sealing sealing(GcmSealer sealer) {
        GcmSealer.Place place = sealer.place(PLACE);
        return (column, in, from, to, out, at) -> sealer.seal(place, in, from, to, out, at);
    }

    /** Tink's AES-GCM, called for each value. */
    static FieldCipher tink() {
        try {
            AesGcmJce aead = new AesGcmJce(KEY);
            return () -> (Sealing) (column, in, from, to, out, at) -> {
                try {
                    byte[] sealed = aead.encrypt(Arrays.copyOfRange(in, from, to), PLACE);
                    System.arraycopy(PREFIX, 0, out, at, PREFIX.length);
                    System.arraycopy(sealed, 0, out, at + PREFIX.length, sealed.length);
                    return at + PREFIX.length + sealed.length;
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
