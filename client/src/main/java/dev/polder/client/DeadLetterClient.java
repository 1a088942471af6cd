package dev.polder.client;

import dev.polder.core.name.PortAddress;
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
import java.util.OptionalInt;
import java.util.TreeMap;

/** The dead letters of one port. Made by {@link PolderClient#deadLetters}. */
public final class DeadLetterClient {
    private static final Duration ANSWER = Duration.ofMinutes(3);

    private final Transport transport;
    private final String port;
    private final Map<String, String> query = new TreeMap<>();

    DeadLetterClient(Transport transport, PortAddress port, OptionalInt major) {
        this.transport = transport;
        this.port = "/v1/domains/" + port.domain() + "/products/" + port.product() + "/ports/" + port.port();
        major.ifPresent(number -> query.put("major", Integer.toString(number)));
    }

    /**
     * The groups of refused records.
     *
     * @param question the route's parameters: {@code since}, {@code code}, {@code field}, {@code bucket}
     * @return what the port's dead letters are in all, with every page's {@code items}
     */
    public Json groups(Map<String, String> question) {
        Map<String, String> parameters = new TreeMap<>(question);
        parameters.put("pageSize", "1000");
        List<Json> items = new ArrayList<>();
        while (true) {
            Json page = read("/dead-letters", parameters);
            items.addAll(page.at("items").items());
            Optional<String> token = page.text("nextPageToken");
            if (token.isEmpty()) {
                Json.Members all = Json.object();
                page.fields().forEach((name, value) -> {
                    if (!name.equals("nextPageToken")) {
                        all.with(name, name.equals("items") ? Json.array(items) : value);
                    }
                });
                return all.done();
            }
            parameters.put("pageToken", token.get());
        }
    }

    /** One letter with its content. */
    public Json letter(String id) {
        return read("/dead-letters/" + encoded(id), Map.of());
    }

    /** The bytes of a letter, as they came. */
    public void copy(String id, OutputStream out) {
        transport.exchange(
                "GET",
                port + path("/dead-letters/" + encoded(id), Map.of()),
                Map.of("Accept", "application/octet-stream"),
                Optional.empty(),
                ANSWER,
                (connection, body) -> body.transferTo(out));
    }

    /** The newest letters of a group, newest first. */
    public List<Json> newest(String group, int most) {
        return read("/dead-letter-groups/" + encoded(group), Map.of("newest", Integer.toString(most)))
                .at("items")
                .items();
    }

    /** Replays letters, or says what a replay would do; see the route for what {@code wish} says. */
    public Json replay(Json wish) {
        return send("/dead-letters:replay", wish);
    }

    /** Discards letters, or says what that would do. */
    public Json discard(Json wish) {
        return send("/dead-letters:discard", wish);
    }

    private Json read(String path, Map<String, String> parameters) {
        return transport.exchange(
                "GET",
                port + path(path, parameters),
                Map.of(),
                Optional.empty(),
                ANSWER,
                (connection, body) -> json(body));
    }

    private Json send(String path, Json wish) {
        byte[] bytes = wish.compact().getBytes(StandardCharsets.UTF_8);
        return transport.exchange(
                "POST",
                port + path(path, Map.of()),
                Map.of(),
                Optional.of(Body.of("application/json", bytes, bytes.length)),
                ANSWER,
                (connection, body) -> json(body));
    }

    private static Json json(InputStream body) throws IOException {
        return Json.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }

    private String path(String path, Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(query);
        all.putAll(parameters);
        List<String> pairs = new ArrayList<>();
        all.forEach((name, value) -> pairs.add(name + "=" + encoded(value)));
        return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
