package dev.polder.server.http;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Takes out of a text what looks like a token, for those who put theirs where it does not belong. */
public final class Secrets {
    /** With which every token of Polder's own begins. */
    public static final String PREFIX = "polder_";

    private static final Pattern TOKENS =
            Pattern.compile("polder_[A-Za-z0-9_%-]{16,}|eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]*)?");

    private Secrets() {}

    /** The same for a text in UTF-8. */
    public static byte[] redacted(byte[] text) {
        return redacted(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    public static String redacted(String text) {
        return text.contains(PREFIX) || text.contains("eyJ")
                ? TOKENS.matcher(text).replaceAll("(a token)")
                : text;
    }
}
