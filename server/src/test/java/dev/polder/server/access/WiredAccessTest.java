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

        assertThat(consumers("olga").get(0).get("team").stringValue()).isEqualTo("marketing-team");
        assertThat(consumers("ana").size()).isZero();

        answered(200, "POST", path + ":revoke", TOKENS.get("olga"), Map.of("reason", "Enough"));
        assertThat(decision("mark", "marketing").get("permitted").booleanValue())
                .isFalse();
    }
}
