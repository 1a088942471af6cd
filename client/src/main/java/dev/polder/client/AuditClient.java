package dev.polder.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The audit. Made by {@link PolderClient#audit}. */
public final class AuditClient {
    private static final Duration ANSWER = Duration.ofMinutes(3);
    private static final int MAX_PAGE = 1000;

    private final Transport transport;

    AuditClient(Transport transport) {
        this.transport = transport;
    }

    /**
     * Entries, newest first.
     *
     * @param question the route's parameters: {@code principal}, {@code action}, {@code target}, {@code outcome}, {@code since},
     *     {@code until}, {@code text}
     */
    public List<Json> search(Map<String, String> question, int limit) {
        Map<String, String> parameters = new TreeMap<>(question);
        List<Json> entries = new ArrayList<>();
        Optional<String> token;
        do {
            parameters.put("pageSize", Integer.toString(Math.min(MAX_PAGE, limit - entries.size())));
            Json page = exchange("GET", "/v1/audit" + query(parameters), Optional.empty(), AuditClient::json);
            entries.addAll(page.at("items").items());
            token = page.text("nextPageToken");
            token.ifPresent(position -> parameters.put("pageToken", position));
        } while (token.isPresent() && entries.size() < limit);
        return entries;
    }

    /**
     * Verifies the next part; see the route.
     *
     * @param after the {@code head} of the answer before; empty for the beginning
     */
    public Json verify(Optional<Json> after) {
        Json.Members body = Json.object();
        after.ifPresent(head -> body.with("after", head.at("sequence")).with("hash", head.at("hash")));
        byte[] bytes = body.done().compact().getBytes(StandardCharsets.UTF_8);
        return exchange(
                "POST",
                "/v1/audit:verify",
                Optional.of(Body.of("application/json", bytes, bytes.length)),
                AuditClient::json);
    }

    /** All entries in their order, one per line. */
    public void export(OutputStream out) {
        exchange("GET", "/v1/audit:export", Optional.empty(), body -> body.transferTo(out));
    }

    /** The signed lines of the server. */
    public String checkpoints() {
        return exchange("GET", "/v1/audit/checkpoints", Optional.empty(), AuditClient::text);
    }

    /** The public key in PEM. */
    public String key() {
        return exchange("GET", "/v1/audit/key", Optional.empty(), AuditClient::text);
    }

    private interface Reader<T> {
        T read(InputStream body) throws IOException;
    }

    private <T> T exchange(String method, String path, Optional<Body> body, Reader<T> reader) {
        return transport.exchange(
                method, path, Map.of("Accept", "*/*"), body, ANSWER, (connection, answer) -> reader.read(answer));
    }

    private static Json json(InputStream body) throws IOException {
        return Json.parse(text(body));
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String query(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }
}
