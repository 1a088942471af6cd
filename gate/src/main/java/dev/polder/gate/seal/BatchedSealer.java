package dev.polder.gate.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;

/** Has the JDK's AES make what the next values need, for many of them in one call; each is then combined with it and hashed by {@link JdkHash}. */
final class BatchedSealer implements GcmSealer {
    private static final int BLOCK = JdkHash.BLOCK;
    /** Blocks that are made ahead for a value: one for its tag, the others for its bytes. */
    private static final int AHEAD = 4;

    private static final int VALUE_AHEAD = AHEAD * BLOCK;
    private static final int FIRST_BATCH = 4;
    private static final int LARGEST_BATCH = 128;

    private final Cipher aes;
    private final JdkHash hash;
    /** In the first of eight bytes. */
    private final long prefix;

    private final int prefixLength;
    private final Nonces nonces;
    private byte[] counters = {};
    private byte[] stream = {};
    private int batch = FIRST_BATCH / 2;
    private int next = batch;
    private byte[] tail = {};
    /** A ciphertext and what is hashed behind it. */
    private byte[] hashed = new byte[16 * BLOCK];

    BatchedSealer(GcmKey key, byte[] prefix, Nonces nonces) {
        if (prefix.length > 8) {
            throw new IllegalArgumentException("a prefix has at most eight bytes");
        }
        this.aes = key.blocks();
        this.prefix = (long) Nonces.LONG.get(Arrays.copyOf(prefix, 8), 0);
        this.prefixLength = prefix.length;
        this.nonces = nonces;
        byte[] hashKey = new byte[BLOCK];
        encrypt(new byte[BLOCK], BLOCK, hashKey);
        this.hash = new JdkHash(hashKey);
        Arrays.fill(hashKey, (byte) 0);
    }

    @Override
    public Place place(byte[] associated) {
        int blocks = blocks(associated.length);
        hash.begin(0, 0);
        if (blocks > 0) {
            hash.add(Arrays.copyOf(associated, blocks * BLOCK), 0, blocks);
        }
        return new Place(associated, hash.high(), hash.low());
    }

    @Override
    public int seal(Place place, byte[] in, int from, int to, byte[] out, int at) {
        if (next == batch) {
            refill();
        }
        int made = next++ * VALUE_AHEAD;
        int length = to - from;
        int blocks = blocks(length);
        int lengths = blocks * BLOCK;
        if (hashed.length < lengths + BLOCK) {
            hashed = new byte[2 * lengths];
        }
        byte[] own = hashed;
        int ahead = Math.min(length, VALUE_AHEAD - BLOCK);
        mix(in, from, stream, made + BLOCK, own, 0, ahead);
        if (length > ahead) {
            rest(made, length - ahead);
            mix(in, from + ahead, tail, 0, own, ahead, length - ahead);
        }
        Nonces.LONG.set(own, lengths, 8L * place.associated.length);
        Nonces.LONG.set(own, lengths + 8, 8L * length);
        hash.begin(place.hashHigh, place.hashLow);
        hash.add(own, 0, blocks + 1);

        // Each writes beyond its end what the next one writes over.
        Nonces.LONG.set(out, at, prefix);
        int nonce = at + prefixLength;
        Nonces.LONG.set(out, nonce, (long) Nonces.LONG.get(counters, made));
        Nonces.INT.set(out, nonce + 8, (int) Nonces.INT.get(counters, made + 8));
        int start = nonce + Nonces.BYTES;
        for (int i = 0; i < length; i += 8) {
            Nonces.LONG.set(out, start + i, (long) Nonces.LONG.get(own, i));
        }
        int end = start + length;
        Nonces.LONG.set(out, end, hash.high() ^ (long) Nonces.LONG.get(stream, made));
        Nonces.LONG.set(out, end + 8, hash.low() ^ (long) Nonces.LONG.get(stream, made + 8));
        return end + BLOCK;
    }

    /** How many blocks so many bytes take. */
    private static int blocks(int bytes) {
        return (bytes + BLOCK - 1) / BLOCK;
    }

    /** Combines bytes with those of a key, and fills the last block with zeros. The key has whole blocks. */
    private static void mix(byte[] in, int from, byte[] key, int keyFrom, byte[] out, int at, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            Nonces.LONG.set(
                    out, at + i, (long) Nonces.LONG.get(in, from + i) ^ (long) Nonces.LONG.get(key, keyFrom + i));
        }
        if (i < length) {
            long mask = -1L << 8 * (i + 8 - length);
            long last = last(in, from + i, length - i) ^ (long) Nonces.LONG.get(key, keyFrom + i);
            Nonces.LONG.set(out, at + i, last & mask);
            i += 8;
        }
        if ((i & 8) != 0) {
            Nonces.LONG.set(out, at + i, 0L);
        }
    }

    /** Fewer than eight bytes, and whatever stands behind them. */
    private static long last(byte[] in, int from, int length) {
        if (from + 8 <= in.length) {
            return (long) Nonces.LONG.get(in, from);
        }
        long bytes = 0;
        for (int i = 0; i < length; i++) {
            bytes |= (in[from + i] & 0xFFL) << 56 - 8 * i;
        }
        return bytes;
    }

    /** Makes what the next values need, of more of them each time. Should that fail, nothing is there that a value could be mixed with. */
    private void refill() {
        int wanted = Math.min(2 * batch, LARGEST_BATCH);
        int size = wanted * VALUE_AHEAD;
        byte[] blocks = counters.length < size ? new byte[size] : counters;
        byte[] mixed = stream.length < size ? new byte[size] : stream;
        for (int value = 0; value < wanted; value++) {
            for (int i = 0; i < AHEAD; i++) {
                nonces.counter(i + 1, blocks, value * VALUE_AHEAD + i * BLOCK);
            }
            nonces.next();
        }
        encrypt(blocks, size, mixed);
        counters = blocks;
        stream = mixed;
        batch = wanted;
        next = 0;
    }

    /** Makes what a long value needs beyond what is there. */
    private void rest(int made, int length) {
        int blocks = blocks(length);
        byte[] more = new byte[blocks * BLOCK];
        for (int i = 0; i < blocks; i++) {
            System.arraycopy(counters, made, more, i * BLOCK, Nonces.BYTES);
            Nonces.INT.set(more, i * BLOCK + Nonces.BYTES, AHEAD + 1 + i);
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
