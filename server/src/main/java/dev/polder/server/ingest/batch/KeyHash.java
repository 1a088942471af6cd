package dev.polder.server.ingest.batch;

/** The hash by which Kafka's producers choose the partition of a key: murmur2, without its sign. */
final class KeyHash {
    private static final int SEED = 0x9747b28c;
    private static final int FACTOR = 0x5bd1e995;

    private KeyHash() {}

    /** Of the first {@code length} bytes; never negative. */
    static int of(byte[] key, int length) {
        int hash = SEED ^ length;
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            int word = (key[at] & 0xff)
                    | (key[at + 1] & 0xff) << 8
                    | (key[at + 2] & 0xff) << 16
                    | (key[at + 3] & 0xff) << 24;
            word *= FACTOR;
            word ^= word >>> 24;
            word *= FACTOR;
            hash *= FACTOR;
            hash ^= word;
        }
        for (int left = length - at; left > 0; left--) {
            hash ^= (key[at + left - 1] & 0xff) << 8 * (left - 1);
            if (left == 1) {
                hash *= FACTOR;
            }
        }
        hash ^= hash >>> 13;
        hash *= FACTOR;
        hash ^= hash >>> 15;
        return hash & 0x7fffffff;
    }
}
