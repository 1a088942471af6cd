package dev.polder.gate.seal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * Encrypts one value after another with AES-GCM: {@code prefix nonce ciphertext tag}. What AES has to do for the next values is done for many of them
 * together, and what is left for each is to look up and combine. Nonces count on from a random number of 96 bits. For one thread.
 */
public final class GcmSealer {
    /** Bytes that a sealed value has beyond its prefix and the value. */
    public static final int OVERHEAD = 28;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BLOCK = GcmKey.BLOCK;
    private static final int NONCE = 12;
    /** Blocks that are made ahead for a value: one for its tag, the others for its bytes. */
    private static final int AHEAD = 4;

    private static final int VALUE_AHEAD = AHEAD * BLOCK;
    private static final int FIRST_BATCH = 4;
    private static final int LARGEST_BATCH = 128;

    private final long[] products;
    private final Cipher aes;
    private final byte[] prefix;
    /** The next nonce, 32 and 64 bits of it. */
    private int nonceHigh;

    private long nonceLow;
    private byte[] counters = {};
    private byte[] stream = {};
    private int batch = FIRST_BATCH / 2;
    private int next;
    private byte[] tail = {};
    private long hashHigh;
    private long hashLow;

    /** @param prefix stands before each sealed value; copied */
    public GcmSealer(GcmKey key, byte[] prefix) {
        this.products = key.products();
        this.aes = key.cipher();
        this.prefix = prefix.clone();
        byte[] start = new byte[NONCE];
        RANDOM.nextBytes(start);
        this.nonceHigh = (int) (GcmKey.bigEndian(start, 0) >>> 32);
        this.nonceLow = GcmKey.bigEndian(start, 4);
        this.next = batch;
    }

    /** Associated data, prepared for one key. Immutable. */
    public static final class Place {
        private final long hashHigh;
        private final long hashLow;
        private final long bits;

        private Place(long hashHigh, long hashLow, long bits) {
            this.hashHigh = hashHigh;
            this.hashLow = hashLow;
            this.bits = bits;
        }
    }

    /** What values are bound to. */
    public Place place(byte[] associated) {
        hashHigh = 0;
        hashLow = 0;
        byte[] padded = Arrays.copyOf(associated, (associated.length + BLOCK - 1) / BLOCK * BLOCK);
        for (int at = 0; at < padded.length; at += BLOCK) {
            block((long) LONG.get(padded, at), (long) LONG.get(padded, at + 8));
        }
        return new Place(hashHigh, hashLow, 8L * associated.length);
    }

    /**
     * Encrypts a value.
     *
     * @param out has room for the prefix, the value and {@link #OVERHEAD}, and is another array than {@code in}
     * @return where the sealed value ends that starts at {@code at}
     */
    public int seal(Place place, byte[] in, int from, int to, byte[] out, int at) {
        if (next == batch) {
            refill();
        }
        int made = next++ * VALUE_AHEAD;
        int length = to - from;
        System.arraycopy(prefix, 0, out, at, prefix.length);
        int nonce = at + prefix.length;
        System.arraycopy(counters, made, out, nonce, NONCE);
        int start = nonce + NONCE;
        int ahead = Math.min(length, VALUE_AHEAD - BLOCK);
        mix(in, from, stream, made + BLOCK, out, start, ahead);
        if (length > ahead) {
            rest(made, length - ahead);
            mix(in, from + ahead, tail, 0, out, start + ahead, length - ahead);
        }
        hashHigh = place.hashHigh;
        hashLow = place.hashLow;
        int end = start + length;
        int block = start;
        for (; block + BLOCK <= end; block += BLOCK) {
            block((long) LONG.get(out, block), (long) LONG.get(out, block + 8));
        }
        if (block < end) {
            // Zeros up to the end of the block; the tag is written over them.
            Arrays.fill(out, end, block + BLOCK, (byte) 0);
            block((long) LONG.get(out, block), (long) LONG.get(out, block + 8));
        }
        block(place.bits, 8L * length);
        LONG.set(out, end, hashHigh ^ (long) LONG.get(stream, made));
        LONG.set(out, end + 8, hashLow ^ (long) LONG.get(stream, made + 8));
        return end + BLOCK;
    }

    /** Adds a block to the hash. */
    private void block(long high, long low) {
        long[] table = products;
        long h = hashHigh ^ high;
        long l = hashLow ^ low;
        long productHigh = 0;
        long productLow = 0;
        for (int place = 0; place < 8; place++) {
            int value = 2 * (256 * place + (int) (h >>> 56 - 8 * place & 0xFF));
            int other = 2 * (256 * (place + 8) + (int) (l >>> 56 - 8 * place & 0xFF));
            productHigh ^= table[value] ^ table[other];
            productLow ^= table[value + 1] ^ table[other + 1];
        }
        hashHigh = productHigh;
        hashLow = productLow;
    }

    private static void mix(byte[] in, int from, byte[] key, int keyFrom, byte[] out, int at, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            LONG.set(out, at + i, (long) LONG.get(in, from + i) ^ (long) LONG.get(key, keyFrom + i));
        }
        for (; i < length; i++) {
            out[at + i] = (byte) (in[from + i] ^ key[keyFrom + i]);
        }
    }

    /** Makes what the next values need, of more of them each time. Should that fail, nothing is there that a value could be mixed with. */
    private void refill() {
        int wanted = Math.min(2 * batch, LARGEST_BATCH);
        int size = wanted * VALUE_AHEAD;
        byte[] blocks = counters.length < size ? new byte[size] : counters;
        byte[] mixed = stream.length < size ? new byte[size] : stream;
        for (int value = 0; value < wanted; value++) {
            int low = (int) nonceLow;
            long high = (long) nonceHigh << 32 | nonceLow >>> 32;
            for (int i = 0; i < AHEAD; i++) {
                int at = value * VALUE_AHEAD + i * BLOCK;
                LONG.set(blocks, at, high);
                LONG.set(blocks, at + 8, (long) low << 32 | i + 1);
            }
            if (++nonceLow == 0) {
                nonceHigh++;
            }
        }
        encrypt(blocks, size, mixed);
        counters = blocks;
        stream = mixed;
        batch = wanted;
        next = 0;
    }

    /** Makes what a long value needs beyond what is there. */
    private void rest(int made, int length) {
        int blocks = (length + BLOCK - 1) / BLOCK;
        byte[] more = new byte[blocks * BLOCK];
        for (int i = 0; i < blocks; i++) {
            System.arraycopy(counters, made, more, i * BLOCK, NONCE);
            int counter = AHEAD + 1 + i;
            more[i * BLOCK + 12] = (byte) (counter >>> 24);
            more[i * BLOCK + 13] = (byte) (counter >>> 16);
            more[i * BLOCK + 14] = (byte) (counter >>> 8);
            more[i * BLOCK + 15] = (byte) counter;
        }
        tail = new byte[more.length];
        encrypt(more, more.length, tail);
    }

    private void encrypt(byte[] in, int length, byte[] out) {
        try {
            aes.update(in, 0, length, out, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of whole blocks cannot fail", e);
        }
    }
}
