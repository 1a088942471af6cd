package dev.polder.gate.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of AES-GCM, prepared: the products of its hash key with every byte at every place are in a table, so that a block costs sixteen
 * look-ups. Immutable. Making it costs as much as some thousand values.
 */
public final class GcmKey {
    static final int BLOCK = 16;

    private static final int BYTES = 256;
    private static final long REDUCTION = 0xE100000000000000L;

    private final SecretKeySpec key;
    /** For each place and byte the two halves of the product. */
    private final long[] products = new long[BLOCK * BYTES * 2];

    /** @param key of 16 or 32 bytes; copied */
    public GcmKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        byte[] hash = new byte[BLOCK];
        try {
            cipher().update(new byte[BLOCK], 0, BLOCK, hash, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES cannot fail", e);
        }
        fill(bigEndian(hash, 0), bigEndian(hash, 8));
        Arrays.fill(hash, (byte) 0);
    }

    /** AES of single blocks, for one thread. */
    Cipher cipher() {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /** The highest bit of a block is the lowest power, as the standard has it. */
    private void fill(long high, long low) {
        long[] powerHigh = new long[8 * BLOCK];
        long[] powerLow = new long[8 * BLOCK];
        long h = high;
        long l = low;
        for (int power = 0; power < powerHigh.length; power++) {
            powerHigh[power] = h;
            powerLow[power] = l;
            long carry = l & 1;
            l = l >>> 1 | h << 63;
            h = h >>> 1 ^ -carry & REDUCTION;
        }
        for (int place = 0; place < BLOCK; place++) {
            for (int value = 0; value < BYTES; value++) {
                long productHigh = 0;
                long productLow = 0;
                for (int bit = 0; bit < 8; bit++) {
                    if ((value & 0x80 >>> bit) != 0) {
                        productHigh ^= powerHigh[8 * place + bit];
                        productLow ^= powerLow[8 * place + bit];
                    }
                }
                products[2 * (BYTES * place + value)] = productHigh;
                products[2 * (BYTES * place + value) + 1] = productLow;
            }
        }
    }

    long[] products() {
        return products;
    }

    static long bigEndian(byte[] bytes, int at) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = word << 8 | bytes[at + i] & 0xFF;
        }
        return word;
    }
}
