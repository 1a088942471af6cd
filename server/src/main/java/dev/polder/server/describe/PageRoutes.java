package dev.polder.server.describe;

import dev.polder.server.http.Access;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /}: one page that shows the mesh. It asks for the token and holds everything it needs. */
final class PageRoutes implements Routes {
    private final byte[] page = read();
    private final String policy = policy(new String(page, StandardCharsets.UTF_8));

    @Override
    public void register(Router router) {
        router.get(
                "/",
                context -> context.header("Content-Security-Policy", policy)
                        .result(page)
                        .contentType("text/html; charset=utf-8"),
                Access.PUBLIC);
    }

    /** Nothing but the page's own script and style, known by their digests, and requests to this server. */
    private static String policy(String page) {
        return "default-src 'none'; connect-src 'self'; script-src '" + digest(page, "script") + "'; style-src '"
                + digest(page, "style") + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String digest(String page, String element) {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(page);
        if (!matcher.find()) {
            throw new IllegalStateException("the page has no " + element);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read() {
        try (InputStream in = PageRoutes.class.getResourceAsStream("/page.html")) {
            return Objects.requireNonNull(in, "page.html is not on the class path")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
