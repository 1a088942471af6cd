package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.VerifyingKey;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Json;
import dev.polder.server.http.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AuditRoutesTest {
    private static final Instant MONDAY = Instant.parse("2020-11-23T10:00:00Z");

    @TempDir
    static Path directory;

    private static Database database;
    private static AuditLog log;
    private static HttpServer server;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC());
        server = new HttpServer(
                HttpConfig.loopback(0), new Tokens("the-admin-token", "the-process-token"), List.of(log.routes()));
        server.start();
        event(0, "ana", "query", "sales.orders.order-lines.v1", Outcome.ALLOWED, Map.of("purpose", "Marketing"));
        event(60, "bo", "grant.approve", "sales.orders", Outcome.ALLOWED, Map.of());
        event(120, "ana", "query", "sales-archive.orders.lines.v1", Outcome.DENIED, Map.of("purpose", "fraud"));
        event(180, "cleo", "granted", "sales", Outcome.FAILED, Map.of("reason", "100 % \"sure\""));
    }

    @AfterAll
    static void stop() {
        server.close();
        log.close();
        database.close();
    }

    @Test
    void entriesAreFoundByEverythingThatTheySay() {
        assertThat(found("principal=ana")).containsExactly(3L, 1L);
        assertThat(found("action=grant")).containsExactly(2L);
        assertThat(found("target=sales")).containsExactly(4L, 2L, 1L);
        assertThat(found("target=sales.orders&outcome=allowed")).containsExactly(2L, 1L);
        assertThat(found("since=2020-11-23T10:01:00Z&until=2020-11-23T10:03:00Z"))
                .containsExactly(3L, 2L);
        assertThat(found("text=marketing")).containsExactly(1L);
        assertThat(found("text=100%20%25")).containsExactly(4L);
        assertThat(found("principal=nobody")).isEmpty();
    }

    @Test
    void pagesFollowEachOther() {
        JsonNode first = json("/v1/audit?until=2020-11-24T00:00:00Z&pageSize=3");
        JsonNode second = json("/v1/audit?until=2020-11-24T00:00:00Z&pageSize=3&pageToken="
                + first.get("nextPageToken").asString());

        assertThat(sequences(first)).containsExactly(4L, 3L, 2L);
        assertThat(sequences(second)).containsExactly(1L);
        assertThat(second.get("nextPageToken").isNull()).isTrue();
    }

    @Test
    void anEntryIsShownWithAllThatItSays() {
        JsonNode entry = json("/v1/audit?principal=cleo").get("items").get(0);

        assertThat(entry.get("at").asString()).isEqualTo("2020-11-23T10:03:00Z");
        assertThat(entry.get("target").asString()).isEqualTo("sales");
        assertThat(entry.get("outcome").asString()).isEqualTo("FAILED");
        assertThat(entry.get("details").get("reason").asString()).isEqualTo("100 % \"sure\"");
        assertThat(entry.get("hash").asString()).hasSize(64);
    }

    @Test
    void whoLooksAtWhatOthersDidIsSeen() {
        json("/v1/audit?principal=somebody-else");

        assertThat(json("/v1/audit?principal=admin&action=audit.search&text=somebody-else")
                        .get("items"))
                .isNotEmpty();
    }

    @Test
    void everyPageThatIsLookedAtIsSeen() {
        JsonNode first = json("/v1/audit?until=2020-11-24T00:00:00Z&pageSize=2&text=s");
        json("/v1/audit?until=2020-11-24T00:00:00Z&pageSize=2&text=s&pageToken="
                + first.get("nextPageToken").asString());

        // The newest is the one that asks this.
        JsonNode seen =
                json("/v1/audit?action=audit.search&pageSize=2").get("items").get(1);

        assertThat(seen.get("details").get("before").asString())
                .isEqualTo(Long.toString(sequences(first).get(1)));
    }

    @Test
    void wrongQuestionsAreRefused() {
        Stream.of("outcome=maybe", "since=yesterday", "pageToken=bm9uc2Vuc2U", "pageSize=0")
                .forEach(question -> assertThat(send("GET", "/v1/audit?" + question, "the-admin-token", "")
                                .statusCode())
                        .as(question)
                        .isEqualTo(400));
        assertThat(send("POST", "/v1/audit:verify", "the-admin-token", "{\"after\":3,\"hash\":\"00\"}")
                        .body())
                .contains("USAGE");
    }

    @Test
    void theLogIsVerifiedAndHandedOutWithItsKey() {
        JsonNode verified = Json.mapper()
                .readTree(send("POST", "/v1/audit:verify", "the-admin-token", "{}")
                        .body());
        String[] lines = send("GET", "/v1/audit:export?after=1", "the-admin-token", "")
                .body()
                .split("\n");

        assertThat(verified.get("done").asBoolean()).isTrue();
        assertThat(verified.get("broken").isNull()).isTrue();
        assertThat(verified.get("verified").asLong()).isGreaterThanOrEqualTo(4);
        assertThat(verified.get("confirmed").asLong())
                .isEqualTo(verified.get("verified").asLong());
        assertThat(Json.mapper().readTree(lines[0]).get("sequence").asLong()).isEqualTo(2);
        VerifyingKey.ofPem(send("GET", "/v1/audit/key", "the-admin-token", "").body());
    }

    @Test
    void aVerificationGoesOnWhereTheOneBeforeEnded() {
        JsonNode first = Json.mapper()
                .readTree(send("POST", "/v1/audit:verify", "the-admin-token", "{}")
                        .body());
        JsonNode head = first.get("head");

        JsonNode second = Json.mapper()
                .readTree(send(
                                "POST",
                                "/v1/audit:verify",
                                "the-admin-token",
                                "{\"after\":" + head.get("sequence") + ",\"hash\":" + head.get("hash") + "}")
                        .body());

        assertThat(second.get("broken").isNull()).isTrue();
        assertThat(second.get("head").get("sequence").asLong())
                .isGreaterThanOrEqualTo(head.get("sequence").asLong());
    }

    private static void event(
            int second, String principal, String action, String target, Outcome outcome, Map<String, String> details) {
        log.record(
                new AuditEvent(MONDAY.plusSeconds(second), principal, action, Optional.of(target), outcome, details));
    }

    /** What the test began with: other entries come from asking. */
    private static List<Long> found(String question) {
        return sequences(json("/v1/audit?" + question)).stream()
                .filter(sequence -> sequence <= 4)
                .toList();
    }

    private static List<Long> sequences(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(item -> item.get("sequence").asLong())
                .toList();
    }

    private static JsonNode json(String path) {
        HttpResponse<String> answer = send("GET", path, "the-admin-token", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static HttpResponse<String> send(String method, String path, String token, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
