package dev.polder.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.WiredServer;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From the first question to the end of a grant, in the whole server, by people with tokens of their own. */
class WiredAccessTest {
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static WiredServer server;

    @BeforeAll
    static void start() {
        server = new WiredServer(Clock.systemUTC());
        server.change(MeshFiles.retail());
        for (String team : List.of("sales-team", "marketing-team")) {
            answered(201, "POST", "/v1/teams", WiredServer.ADMIN, Map.of("name", team));
        }
        user("olga", "sales-team");
        user("ana", "marketing-team");
        user("mark", "marketing-team");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void user(String name, String team) {
        answered(
                201,
                "POST",
                "/v1/users",
                WiredServer.ADMIN,
                Map.of("name", name, "kind", "person", "roles", List.of(), "teams", List.of(team)));
        JsonNode token = answered(201, "POST", "/v1/tokens", WiredServer.ADMIN, Map.of("name", "test", "user", name));
        TOKENS.put(name, token.get("token").asString());
    }

    private static JsonNode answered(int status, String method, String path, String token, Object body) {
        HttpResponse<String> answer = server.send(method, path, token, body.equals("") ? "" : Json.text(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.mapper().readTree(answer.body());
    }

    private static JsonNode decision(String who, String purpose) {
        return answered(
                200,
                "POST",
                "/v1/decisions",
                TOKENS.get(who),
                Map.of("port", "sales.orders.order-lines", "purpose", purpose));
    }

    private static JsonNode consumers(String who) {
        return answered(200, "GET", "/v1/domains/sales/products/orders/ports/order-lines", TOKENS.get(who), "")
                .get("consumers");
    }

    @Test
    void aRequestBecomesAGrantOfThePeopleThatAreKnownAndEndsWithItsRevocation() {
        String request = answered(
                        201,
                        "POST",
                        "/v1/access-requests",
                        TOKENS.get("ana"),
                        Map.of(
                                "port",
                                "sales.orders.order-lines",
                                "purpose",
                                "marketing",
                                "team",
                                "marketing-team",
                                "until",
                                Instant.now().plus(Duration.ofDays(1)).toString()))
                .get("id")
                .stringValue();
        String path = "/v1/access-requests/" + request;
        assertThat(decision("mark", "marketing").get("permitted").booleanValue())
                .isFalse();
        answered(403, "POST", path + ":approve", TOKENS.get("mark"), Map.of());

        answered(
                200,
                "POST",
                path + ":approve",
                TOKENS.get("olga"),
                Map.of("rowFilters", List.of("channel == 'web'"), "masks", Map.of("customer_id", "hash")));

        JsonNode granted = decision("mark", "marketing");
        assertThat(granted.get("permitted").booleanValue())
                .as(granted.toString())
                .isTrue();
        assertThat(granted.get("rowFilters").get(0).stringValue()).isEqualTo("channel == 'web'");
        assertThat(granted.get("masks").get("customer_id").stringValue()).isEqualTo("hash");

        assertThat(consumers("olga").toString()).contains("\"marketing-team\"");
        assertThat(consumers("ana").size()).isZero();

        answered(200, "POST", path + ":revoke", TOKENS.get("olga"), Map.of("reason", "Enough"));
        assertThat(decision("mark", "marketing").get("permitted").booleanValue())
                .isFalse();
    }

    @Test
    void theStatusCountsTheRequestsThatWaitForTheOneWhoAsks() {
        long before = waiting("olga");
        String path = "/v1/access-requests/"
                + answered(
                                201,
                                "POST",
                                "/v1/access-requests",
                                TOKENS.get("ana"),
                                Map.of(
                                        "port",
                                        "sales.orders.order-lines",
                                        "purpose",
                                        "waiting",
                                        "until",
                                        Instant.now().plus(Duration.ofDays(1)).toString()))
                        .get("id")
                        .stringValue();

        assertThat(waiting("olga")).isEqualTo(before + 1);
        assertThat(waiting("ana")).isZero();

        answered(200, "POST", path + ":refuse", TOKENS.get("olga"), Map.of("reason", "No"));
        assertThat(waiting("olga")).isEqualTo(before);
    }

    private static long waiting(String who) {
        return answered(200, "GET", "/v1/status", TOKENS.get(who), "")
                .get("requestsWaiting")
                .longValue();
    }

    /** Approved by the port's owner. */
    private static String granted(String who, Map<String, String> grantee, String purpose) {
        Map<String, String> wish = new HashMap<>(grantee);
        wish.put("port", "sales.orders.order-lines");
        wish.put("purpose", purpose);
        wish.put("until", Instant.now().plus(Duration.ofDays(1)).toString());
        String path = "/v1/access-requests/"
                + answered(201, "POST", "/v1/access-requests", TOKENS.get(who), wish)
                        .get("id")
                        .stringValue();
        answered(200, "POST", path + ":approve", TOKENS.get("olga"), Map.of());
        return path;
    }

    private static void removed(String path) {
        assertThat(server.send("DELETE", path, WiredServer.ADMIN, "").statusCode())
                .isBetween(200, 204);
    }

    private static boolean permitted(String who, String purpose) {
        return decision(who, purpose).get("permitted").booleanValue();
    }

    @Test
    void whoLeavesATeamKeepsNoPowerOverWhatTheyGotForIt() {
        answered(201, "POST", "/v1/teams", WiredServer.ADMIN, Map.of("name", "night-team"));
        user("leo", "night-team");
        user("nora", "night-team");
        String grant = granted("leo", Map.of("team", "night-team"), "nights");
        Map<String, String> renewal =
                Map.of("until", Instant.now().plus(Duration.ofDays(9)).toString());
        String renewing = "/v1/access-requests/"
                + answered(201, "POST", grant + ":renew", TOKENS.get("leo"), renewal)
                        .get("id")
                        .stringValue();
        assertThat(permitted("leo", "nights")).isTrue();

        removed("/v1/teams/night-team/members/leo");

        assertThat(permitted("leo", "nights")).isFalse();
        answered(404, "GET", grant, TOKENS.get("leo"), "");
        answered(404, "GET", grant + "/history", TOKENS.get("leo"), "");
        answered(404, "POST", grant + ":renew", TOKENS.get("leo"), renewal);
        answered(404, "POST", grant + ":revoke", TOKENS.get("leo"), Map.of());
        answered(404, "POST", renewing + ":withdraw", TOKENS.get("leo"), Map.of());
        assertThat(answered(200, "GET", "/v1/access-requests", TOKENS.get("leo"), "")
                        .get("items"))
                .isEmpty();
        assertThat(permitted("nora", "nights")).isTrue();
        answered(200, "GET", grant, TOKENS.get("nora"), "");
    }

    @Test
    void whatWasGrantedToATeamOrAPersonEndsWithThem() {
        answered(201, "POST", "/v1/teams", WiredServer.ADMIN, Map.of("name", "day-team"));
        user("dan", "day-team");
        String ofTeam = granted("dan", Map.of("team", "day-team"), "days");
        String ofPerson = granted("dan", Map.of(), "own");
        String open = "/v1/access-requests/"
                + answered(
                                201,
                                "POST",
                                ofTeam + ":renew",
                                TOKENS.get("dan"),
                                Map.of(
                                        "until",
                                        Instant.now().plus(Duration.ofDays(9)).toString()))
                        .get("id")
                        .stringValue();

        removed("/v1/teams/day-team");
        removed("/v1/users/dan");

        for (String path : List.of(ofTeam, open, ofPerson)) {
            JsonNode closed = answered(200, "GET", path, TOKENS.get("olga"), "");
            assertThat(closed.get("state").stringValue()).as(closed.toString()).isEqualTo("closed");
            JsonNode history = answered(200, "GET", path + "/history", TOKENS.get("olga"), "");
            assertThat(history.toString()).contains("was removed", "\"close\"");
        }
        JsonNode audited = answered(200, "GET", "/v1/audit?action=grant.close", WiredServer.ADMIN, "");
        assertThat(audited.toString()).contains("the team 'day-team' was removed", "the user 'dan' was removed");
        assertThat(answered(
                                409,
                                "POST",
                                "/v1/teams",
                                WiredServer.ADMIN,
                                Map.of("name", "day-team", "members", List.of()))
                        .toString())
                .contains("is, or was, a team");
        assertThat(answered(409, "POST", "/v1/users", WiredServer.ADMIN, Map.of("name", "dan"))
                        .toString())
                .contains("is, or was, a user");
        assertThat(server.send("GET", "/v1/me", TOKENS.get("dan"), "").statusCode())
                .isEqualTo(401);
    }
}
