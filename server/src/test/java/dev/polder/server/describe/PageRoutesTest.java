package dev.polder.server.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageRoutesTest {
    @Test
    void thePageNeedsNothingButThisServer() throws Exception {
        HttpResponse<String> response = page();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(response.body())
                .contains("/v1/status")
                .doesNotContain("http://", "https://", "src=", "@import", "url(", " style=", "innerHTML");
    }

    @Test
    void theBrowserRunsOnlyThePagesOwnScript() throws Exception {
        HttpResponse<String> response = page();

        String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
                .contains("script-src '" + digest(between(response.body(), "<script>", "</script>")) + "'")
                .contains("style-src '" + digest(between(response.body(), "<style>", "</style>")) + "'")
                .doesNotContain("unsafe");
    }

    private static HttpResponse<String> page() throws Exception {
        Tokens tokens = new Tokens("the-admin-token", "the-process-token");
        try (HttpServer server = new HttpServer(HttpConfig.loopback(0), tokens, List.of(new PageRoutes()))) {
            server.start();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.url() + "/")).build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private static String digest(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
