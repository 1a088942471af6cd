package dev.polder.gate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Optional;

/** How a ciphertext stands in a column: base64 for URLs (RFC 4648, section 5) without padding. */
public final class SealedText {
    /** What {@link #write} needs beyond the end of both arrays. */
    static final int ROOM = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    /** The two characters for each twelve bits. */
    private static final char[] PAIRS = pairs();

    private SealedText() {}

    private static char[] pairs() {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char[] pairs = new char[4096];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (char) (letters.charAt(i >> 6) << 8 | letters.charAt(i & 63));
        }
        return pairs;
    }

    /** The ciphertext in a column's text; empty when it is none. */
    public static Optional<byte[]> read(String text) {
        try {
            return isWritten(text) ? Optional.of(Base64.getUrlDecoder().decode(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether bits that no byte has are unset in the last character, and there is no padding: so it is written, and no other way. */
    private static boolean isWritten(String text) {
        int rest = text.length() & 3;
        return switch (rest) {
            case 2 -> "AQgw".indexOf(text.charAt(text.length() - 1)) >= 0;
            case 3 -> "AEIMQUYcgkosw048".indexOf(text.charAt(text.length() - 1)) >= 0;
            default -> rest == 0 && !text.endsWith("=");
        };
    }

    /** The text of a ciphertext. */
    public static String of(byte[] ciphertext) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(ciphertext);
    }

    /** Characters for so many bytes. */
    static int length(int bytes) {
        return (4 * bytes + 2) / 3;
    }

    /**
     * Writes the first bytes as text and gives where it ends.
     *
     * @param bytes has {@link #ROOM} more, which are overwritten
     * @param out has as much room, which is overwritten
     */
    static int write(byte[] bytes, int length, byte[] out, int from) {
        char[] pairs = PAIRS;
        LONG.set(bytes, length, 0L);
        int at = from;
        // Six bytes become eight characters; two more are read with them.
        for (int i = 0; i < length; i += 6) {
            long six = (long) LONG.get(bytes, i) >>> 16;
            LONG.set(
                    out,
                    at,
                    (long) pairs[(int) (six >>> 36)] << 48
                            | (long) pairs[(int) (six >>> 24) & 0xFFF] << 32
                            | (long) pairs[(int) (six >>> 12) & 0xFFF] << 16
                            | pairs[(int) six & 0xFFF]);
            at += 8;
        }
        return from + length(length);
    }
}
