package dev.polder.core.audit;

import java.util.HexFormat;
import java.util.Objects;

/**
 * How far a chain goes: its last entry.
 *
 * @param sequence 0 before the first entry
 * @param hash in lower-case hexadecimal
 */
public record ChainHead(long sequence, String hash) {
    /** Before the first entry. */
    public static final ChainHead START = of(0, new byte[ChainHash.BYTES]);

    public ChainHead {
        Objects.requireNonNull(hash);
        if (sequence < 0) {
            throw new IllegalArgumentException("entries are counted from 1: " + sequence);
        }
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a hash is 64 hexadecimal digits");
        }
    }

    public static ChainHead of(long sequence, byte[] hash) {
        return new ChainHead(sequence, HexFormat.of().formatHex(hash));
    }

    public byte[] hashBytes() {
        return HexFormat.of().parseHex(hash);
    }
}
