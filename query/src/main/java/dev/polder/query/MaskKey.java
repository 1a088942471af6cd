package dev.polder.query;

import dev.polder.core.name.DomainName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of the mask {@code hash}: HMAC-SHA-256 (RFC 2104) with a key that no reader knows, so that nobody finds a value by
 * trying. Every domain has one of its own, made of the mesh's. Shows itself to nobody.
 */
public final class MaskKey {
    /** The length of a key in bytes. */
    public static final int BYTES = 32;

    private static final int BLOCK = 64;
    private static final String HMAC = "HmacSHA256";
    private static final String PURPOSE = "polder hash mask ";

    private final byte[] key;

    /** @throws IllegalArgumentException when the key has not {@value #BYTES} bytes */
    public MaskKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a mask key has " + BYTES + " bytes");
        }
        this.key = key.clone();
    }

    /** From a secret text of any length, such as a file's. */
    public static MaskKey of(String secret) {
        try {
            return new MaskKey(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The key of a domain, made of this one (HMAC over the domain's name): what is hashed in one domain equals nothing that is hashed in another,
     * so that two domains' data is not joined over what both have masked.
     */
    MaskKey of(DomainName domain) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return new MaskKey(mac.doFinal((PURPOSE + domain).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The digest of a BLOB in DuckDB's SQL, as lower-case hexadecimal. */
    String digest(String blob) {
        return "sha256(" + pad(0x5c) + " || unhex(sha256(" + pad(0x36) + " || " + blob + ")))";
    }

    private String pad(int filler) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) filler);
        for (int i = 0; i < key.length; i++) {
            block[i] ^= key[i];
        }
        return "'" + HexFormat.of().withPrefix("\\x").formatHex(block) + "'::BLOB";
    }

    @Override
    public String toString() {
        return "MaskKey";
    }
}
