package dev.polder.server.http;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Which page is asked for: {@code ?pageSize&pageToken}.
 *
 * @param after the position that the page begins after; empty for the first page
 */
public record PageRequest(int size, Optional<String> after) {
    static final int DEFAULT_SIZE = 100;
    static final int MAX_SIZE = 1000;

    /** Refuses sizes out of range and tokens that this server has not made. */
    public static PageRequest of(Context context) {
        String size = context.queryParam("pageSize");
        String token = context.queryParam("pageToken");
        return new PageRequest(
                size == null ? DEFAULT_SIZE : size(size),
                token == null || token.isEmpty() ? Optional.empty() : Optional.of(position(token)));
    }

    static String token(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static int size(String text) {
        int size = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
        if (size < 1 || size > MAX_SIZE) {
            throw new PolderException(Code.USAGE, "pageSize is '" + text + "'", "Give a number from 1 to " + MAX_SIZE);
        }
        return size;
    }

    private static String position(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknownToken(e);
        }
    }

    /** For a token that decodes to nothing sensible. */
    public static PolderException unknownToken(Throwable cause) {
        return new PolderException(
                Code.USAGE,
                "The pageToken is not one of this server",
                "Use the nextPageToken of the page before, as it is",
                cause);
    }
}
