package dev.polder.gate;

import java.util.Collection;

/**
 * Encrypts the values of a port's encrypted columns. What it makes of a value is bound to the port, the column and the record's subject,
 * so that it cannot be moved. Implementations have the keys, and are for many threads. Two are equal only when they encrypt the same with
 * the same keys: what was begun with a sealer of one is then continued for the other.
 */
public interface FieldCipher {
    /** Bytes that a ciphertext has beyond its plain value, at most. */
    int OVERHEAD = 48;

    /** For one thread. */
    Sealer sealer();

    /** Whether a subject's records can be encrypted without waiting for its keys. */
    default boolean isReady(byte[] subject) {
        return true;
    }

    /** Fetches or makes the keys of subjects, of all together in one step. */
    default void prepare(Collection<byte[]> subjects) {}

    /** Encrypts one record after another. */
    interface Sealer {
        /**
         * Begins a record.
         *
         * @param bytes hold the value of the subject's column, {@code bytes[from]} to {@code bytes[to - 1]}, as {@link SealedValue} says;
         *     nothing where the contract names no subject
         */
        void begin(byte[] bytes, int from, int to);

        /**
         * Encrypts a value of the record.
         *
         * @param column its index among the contract's properties
         * @param in holds the value, {@code in[from]} to {@code in[to - 1]}, as {@link SealedValue} says
         * @param out has room for as many bytes and {@link #OVERHEAD} more; another array than {@code in}
         * @return where the ciphertext ends that starts at {@code at}
         */
        int seal(int column, byte[] in, int from, int to, byte[] out, int at);
    }
}
