package dev.polder.cli.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over several values, so that no two lists of values give the same bytes. */
final class Digest {
    private final MessageDigest digest;

    Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Digest with(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return with(bytes, bytes.length);
    }

    Digest with(long number) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            digest.update((byte) (number >> shift));
        }
        return this;
    }

    Digest with(byte[] bytes, int length) {
        with((long) length);
        digest.update(bytes, 0, length);
        return this;
    }

    /** 32 hexadecimal digits. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
