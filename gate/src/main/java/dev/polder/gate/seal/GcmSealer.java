package dev.polder.gate.seal;

/**
 * Encrypts one value after another with AES-GCM: {@code prefix nonce ciphertext tag}. Nonces count on from a random number of 96 bits (NIST SP 800-38D,
 * section 8.2.2). For one thread; made by {@link GcmKey}.
 */
public sealed interface GcmSealer permits BatchedSealer, CipherSealer {
    /** Bytes that a sealed value has beyond its prefix and the value. */
    int OVERHEAD = Nonces.BYTES + JdkHash.BLOCK;

    /** Prepares what values are bound to, for this sealer. */
    Place place(byte[] associated);

    /**
     * Encrypts a value.
     *
     * @param out has room for the prefix, the value and {@link #OVERHEAD}, and is another array than {@code in}
     * @return where the sealed value ends that starts at {@code at}
     */
    int seal(Place place, byte[] in, int from, int to, byte[] out, int at);

    /** Associated data, prepared by a sealer for itself. Immutable. */
    final class Place {
        final byte[] associated;
        /** The hash of it, where the sealer computes hashes. */
        final long hashHigh;

        final long hashLow;

        Place(byte[] associated, long hashHigh, long hashLow) {
            this.associated = associated.clone();
            this.hashHigh = hashHigh;
            this.hashLow = hashLow;
        }
    }
}
