package dev.polder.gate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How a ciphertext stands in a column: base64 for URLs (RFC 4648, section 5) without padding. */
public final class SealedText {
    private static final byte[] PAIRS = pairs();

    private SealedText() {}

    private static byte[] pairs() {
        byte[] letters =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
        byte[] pairs = new byte[2 * 4096];
        for (int i = 0; i < 4096; i++) {
            pairs[2 * i] = letters[i >> 6];
            pairs[2 * i + 1] = letters[i & 63];
        }
        return pairs;
    }

    /** The ciphertext in a column's text; empty when it is none. */
    public static Optional<byte[]> read(String text) {
        try {
            // Bits that no byte has may be set in the last character: then it is not what was written.
            return Optional.of(Base64.getUrlDecoder().decode(text))
                    .filter(bytes -> of(bytes).equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text of a ciphertext. */
    public static String of(byte[] ciphertext) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(ciphertext);
    }

    /** Characters for so many bytes. */
    static int length(int bytes) {
        return (4 * bytes + 2) / 3;
    }

    /** Writes the first bytes as text and gives where it ends. */
    static int write(byte[] bytes, int length, byte[] out, int from) {
        int at = from;
        int i = 0;
        for (; i + 2 < length; i += 3) {
            int three = (bytes[i] & 0xFF) << 16 | (bytes[i + 1] & 0xFF) << 8 | bytes[i + 2] & 0xFF;
            int first = three >>> 11 & ~1;
            int second = (three & 0xFFF) << 1;
            out[at] = PAIRS[first];
            out[at + 1] = PAIRS[first + 1];
            out[at + 2] = PAIRS[second];
            out[at + 3] = PAIRS[second + 1];
            at += 4;
        }
        if (i < length) {
            int rest = (bytes[i] & 0xFF) << 16 | (i + 1 < length ? (bytes[i + 1] & 0xFF) << 8 : 0);
            int first = rest >>> 11 & ~1;
            out[at++] = PAIRS[first];
            out[at++] = PAIRS[first + 1];
            if (i + 1 < length) {
                out[at++] = PAIRS[(rest & 0xFFF) << 1];
            }
        }
        return at;
    }
}
