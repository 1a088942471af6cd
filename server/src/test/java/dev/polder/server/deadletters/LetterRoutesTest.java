package dev.polder.server.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Obligations;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Json;
import dev.polder.server.http.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LetterRoutesTest {
    private static final String BASE = "/v1/domains/sales/products/orders/ports/lines/dead-letter";

    private static final Decision EVERYTHING = new Decision(
            true, Obligations.NONE, List.of(new Decision.Reason("test", Decision.Effect.PERMIT, "so it is")));

    private static KafkaBrokerProcess broker;
    private static Database database;
    private static LetterPort port;
    private static DeadLetters letters;
    private static HttpServer http;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        database = TestDatabase.create();
        port = new LetterPort(PortId.parse("sales.orders.lines.v1"), broker.clientProperties(), LetterPort.STRICT);
        port.createTopics();
        letters = port.letters(database);
        http = new HttpServer(
                HttpConfig.loopback(0),
                new Tokens("admin", "process"),
                List.of(letters.routes(question -> EVERYTHING, event -> {})));
        http.start();
    }

    @AfterAll
    static void stop() {
        http.close();
        letters.close();
        database.close();
        broker.close();
    }

    private static HttpResponse<String> send(String method, String path, String body, String accept) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(http.url() + BASE + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer admin")
                .header("Accept", accept)
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode get(String path) {
        return json(send("GET", path, "", "application/json"));
    }

    private static JsonNode post(String path, String body) {
        return json(send("POST", path, body, "application/json"));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body(), JsonNode.class);
    }

    @Test
    void lettersAreListedShownReplayedAndDiscarded() {
        port.send("{\"id\":1,\"price\":-5}", "{\"id\":2,\"price\":-6}", "{\"id\":3,\"price\":\"x\"}");

        JsonNode listed = get("s?bucket=hour");
        JsonNode first = get("s?pageSize=1");
        JsonNode second =
                get("s?pageSize=1&pageToken=" + first.path("nextPageToken").asString());
        assertThat(listed.path("total").path("waiting").asInt()).isEqualTo(3);
        assertThat(listed.path("behind").asInt()).isZero();
        assertThat(listed.path("items")
                        .get(0)
                        .path("history")
                        .get(0)
                        .path("letters")
                        .asInt())
                .isPositive();
        assertThat(first.path("items").size() + second.path("items").size()).isEqualTo(2);
        assertThat(second.path("nextPageToken").isNull()).isTrue();

        JsonNode range = get("s?code=RECORD_RANGE").path("items").get(0);
        String id = range.path("sample").asString();
        assertThat(get("s/" + id).path("value").asString()).isEqualTo("{\"id\":2,\"price\":-6}");
        assertThat(send("GET", "s/" + id, "", "application/octet-stream").body())
                .isEqualTo("{\"id\":2,\"price\":-6}");
        assertThat(get("-groups/" + range.path("id").asString() + "?newest=5&state=waiting")
                        .path("items")
                        .size())
                .isEqualTo(2);

        assertThat(post("s:replay", "{\"all\":true,\"dryRun\":true}")
                        .path("refused")
                        .asInt())
                .isEqualTo(3);
        String patched = "{\"code\":\"RECORD_RANGE\",\"patch\":[{\"op\":\"remove\",\"path\":\"/price\"}]}";
        assertThat(post("s:replay", patched).path("accepted").asInt()).isEqualTo(2);
        assertThat(post("s:replay", patched).path("accepted").asInt()).isZero();
        assertThat(post("s:discard", "{\"all\":true,\"reason\":\"a test\"}")
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
        assertThat(post("s:discard", "{\"all\":true,\"reason\":\"a test\"}")
                        .path("discarded")
                        .asInt())
                .isZero();
        assertThat(get("s/" + id).path("settled").path("by").asString()).isEqualTo("admin");
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        for (String body : List.of(
                "{}",
                "{\"ids\":[\"x\"]}",
                "{\"all\":true,\"ids\":[\"0-1-00000000\"]}",
                "{\"all\":true,\"limit\":0}",
                "{\"since\":\"yesterday\"}",
                "{\"all\":true,\"patch\":{}}",
                "{\"all\":true,\"after\":\"5\"}")) {
            HttpResponse<String> answer = send("POST", "s:replay", body, "application/json");
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(json(answer).path("remedy").asString()).isNotEmpty();
        }
        assertThat(send("POST", "s:discard", "{\"all\":true}", "application/json")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "s:replay", "{\"group\":\"00000000\"}", "application/json")
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "s/0-99-00000000", "", "application/json").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "s?bucket=week", "", "application/json").statusCode())
                .isEqualTo(400);
    }
}
