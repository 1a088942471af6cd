package dev.polder.gate.seal;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** Calls the JDK's AES-GCM for each value. */
final class CipherSealer implements GcmSealer {
    private static final int TAG_BITS = 8 * JdkHash.BLOCK;

    private final GcmKey key;
    private final Cipher cipher;
    private final byte[] prefix;
    private final Nonces nonces;

    CipherSealer(GcmKey key, byte[] prefix, Nonces nonces) {
        this.key = key;
        this.prefix = prefix.clone();
        this.nonces = nonces;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    @Override
    public Place place(byte[] associated) {
        return new Place(associated, 0, 0);
    }

    @Override
    public int seal(Place place, byte[] in, int from, int to, byte[] out, int at) {
        System.arraycopy(prefix, 0, out, at, prefix.length);
        int nonce = at + prefix.length;
        nonces.write(out, nonce);
        nonces.next();
        int start = nonce + Nonces.BYTES;
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key.secret(), new GCMParameterSpec(TAG_BITS, out, nonce, Nonces.BYTES));
            cipher.updateAAD(place.associated);
            return start + cipher.doFinal(in, from, to - from, out, start);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a value cannot be encrypted", e);
        }
    }
}
