package dev.polder.client;

import dev.polder.core.name.NamedPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Asking for access and deciding about it. Made by {@link PolderClient#access}. */
public final class AccessClient {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String REQUESTS = "/v1/access-requests";

    private final Transport transport;

    AccessClient(Transport transport) {
        this.transport = transport;
    }

    /** Asks for access; see the route for what {@code wish} says. Asking again for the same answers the request that is there. */
    public Json request(Json wish) {
        return send(REQUESTS, wish);
    }

    /**
     * Requests with their grants, newest first.
     *
     * @param question the route's parameters: {@code mine}, {@code port}, {@code domain}, {@code state}, {@code expiringWithin}, {@code
     *     problems}
     */
    public List<Json> list(Map<String, String> question) {
        Map<String, String> parameters = new TreeMap<>(question);
        parameters.put("pageSize", "1000");
        List<Json> items = new ArrayList<>();
        while (true) {
            Json page = read(REQUESTS + query(parameters));
            items.addAll(page.at("items").items());
            Optional<String> token = page.text("nextPageToken");
            if (token.isEmpty()) {
                return items;
            }
            parameters.put("pageToken", token.get());
        }
    }

    public Json show(UUID request) {
        return read(REQUESTS + "/" + request);
    }

    /** Every change of its state, the oldest first. */
    public List<Json> history(UUID request) {
        return read(REQUESTS + "/" + request + "/history").at("items").items();
    }

    /** @param conditions see the route */
    public Json approve(UUID request, Json conditions) {
        return act(request, "approve", conditions);
    }

    public Json refuse(UUID request, String reason) {
        return act(request, "refuse", Json.object().with("reason", reason).done());
    }

    public Json withdraw(UUID request) {
        return act(request, "withdraw", Json.object().done());
    }

    /** Asks for a grant to go on. */
    public Json renew(UUID request, Json wish) {
        return act(request, "renew", wish);
    }

    public Json revoke(UUID request, Optional<String> reason) {
        return act(request, "revoke", Json.object().with("reason", reason).done());
    }

    /** May somebody read a port, and why; see the route for what {@code question} says. */
    public Json decide(NamedPort port, Json.Members question) {
        return send("/v1/decisions", question.with("port", port.toString()).done());
    }

    private Json act(UUID request, String action, Json body) {
        return send(REQUESTS + "/" + request + ":" + action, body);
    }

    private Json read(String path) {
        return transport.exchange("GET", path, Map.of(), Optional.empty(), ANSWER, (connection, body) -> json(body));
    }

    private Json send(String path, Json json) {
        byte[] bytes = json.compact().getBytes(StandardCharsets.UTF_8);
        return transport.exchange(
                "POST",
                path,
                Map.of(),
                Optional.of(Body.of("application/json", bytes, bytes.length)),
                ANSWER,
                (connection, body) -> json(body));
    }

    private static Json json(InputStream body) throws IOException {
        return Json.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }

    private static String query(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return "?" + String.join("&", pairs);
    }
}
