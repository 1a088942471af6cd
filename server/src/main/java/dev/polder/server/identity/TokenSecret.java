package dev.polder.server.identity;

import dev.polder.server.http.Secrets;
import java.security.SecureRandom;
import java.util.Base64;

/** A new token, to be shown once. Never printed by mistake: it has no text of its own. */
final class TokenSecret {
    /** By which people, and programs that look for secrets, see what it is. */
    static final String PREFIX = Secrets.PREFIX;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final char[] ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789".toCharArray();
    private static final int ID_LENGTH = 10;

    private final String token;

    private TokenSecret(String token) {
        this.token = token;
    }

    static TokenSecret random() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return new TokenSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** An id for a token, which says nothing about it. */
    static String randomId() {
        return RANDOM.ints(ID_LENGTH, 0, ID_LETTERS.length)
                .collect(StringBuilder::new, (text, i) -> text.append(ID_LETTERS[i]), StringBuilder::append)
                .toString();
    }

    TokenDigest digest() {
        return TokenDigest.of(token);
    }

    /** For its bearer, once. */
    String reveal() {
        return token;
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
