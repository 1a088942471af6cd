package dev.polder.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users, teams and tokens of a mesh. Made by {@link PolderClient#identity}. */
public final class IdentityClient {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String USERS = "/v1/users";
    private static final String TEAMS = "/v1/teams";
    private static final String TOKENS = "/v1/tokens";

    private final Transport transport;

    IdentityClient(Transport transport) {
        this.transport = transport;
    }

    /** How people get a token: {@code oidc} is null without a provider. */
    public Json howToLogIn() {
        return send("GET", "/v1/login", Optional.empty());
    }

    /** Whom the token stands for. */
    public Json me() {
        return send("GET", "/v1/me", Optional.empty());
    }

    public List<Json> users() {
        return list(USERS);
    }

    /** @param user {@code name}, {@code kind}, {@code title}, {@code roles}, {@code teams} */
    public Json addUser(Json user) {
        return send("POST", USERS, Optional.of(user));
    }

    public Json disableUser(String name) {
        return send("POST", path(USERS, name) + ":disable", Optional.empty());
    }

    public Json enableUser(String name) {
        return send("POST", path(USERS, name) + ":enable", Optional.empty());
    }

    public Json setRoles(String name, List<String> roles) {
        Json body = Json.object().with("roles", Json.texts(roles)).done();
        return send("PUT", path(USERS, name) + "/roles", Optional.of(body));
    }

    public void removeUser(String name) {
        send("DELETE", path(USERS, name), Optional.empty());
    }

    public List<Json> teams() {
        return list(TEAMS);
    }

    public Json team(String name) {
        return send("GET", path(TEAMS, name), Optional.empty());
    }

    /** @param team {@code name}, {@code title}, {@code members} */
    public Json addTeam(Json team) {
        return send("POST", TEAMS, Optional.of(team));
    }

    public void removeTeam(String name) {
        send("DELETE", path(TEAMS, name), Optional.empty());
    }

    public Json addMember(String team, String user) {
        return send("PUT", path(TEAMS, team) + path("/members", user), Optional.empty());
    }

    public Json removeMember(String team, String user) {
        return send("DELETE", path(TEAMS, team) + path("/members", user), Optional.empty());
    }

    /** @param user whose; one's own without it */
    public List<Json> tokens(Optional<String> user) {
        return send("GET", TOKENS + user.map(name -> "?user=" + encoded(name)).orElse(""), Optional.empty())
                .at("items")
                .items();
    }

    /**
     * Makes a token; the answer is the only one with its text.
     *
     * @param user whose; one's own without it
     * @param lifetime the server's default without it
     */
    public Json createToken(String name, Optional<String> user, Optional<Duration> lifetime) {
        Json body = Json.object()
                .with("name", name)
                .with("user", user)
                .with("lifetime", lifetime.map(Duration::toString))
                .done();
        return send("POST", TOKENS, Optional.of(body));
    }

    public void revokeToken(String id) {
        send("DELETE", path(TOKENS, id), Optional.empty());
    }

    /** Gives the administrator a new token, in {@code admin.token} of the server's data directory. */
    public void rotateAdminToken() {
        send("POST", "/v1/admin-token:rotate", Optional.empty());
    }

    private List<Json> list(String path) {
        List<Json> items = new ArrayList<>();
        String next = path + "?pageSize=1000";
        while (true) {
            Json page = send("GET", next, Optional.empty());
            items.addAll(page.at("items").items());
            Optional<String> token = page.text("nextPageToken");
            if (token.isEmpty()) {
                return items;
            }
            next = path + "?pageSize=1000&pageToken=" + encoded(token.get());
        }
    }

    private Json send(String method, String path, Optional<Json> body) {
        return transport.exchange(method, path, Map.of(), body.map(PolderClient::body), ANSWER, PolderClient::json);
    }

    private static String path(String collection, String name) {
        return collection + "/" + encoded(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
