package dev.polder.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.query.MaskKey;
import dev.polder.query.QueryLimits;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Identities;
import dev.polder.server.http.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What decisions make of queries, and what the audit keeps of them. */
class GovernedQueriesTest {
    private static final String ENDLESS =
            "SELECT count(*) FROM sales.orders.order_lines l, range(10000000) a, range(10000000) b"
                    + " WHERE a.range + b.range = l.id - 9";

    @TempDir
    static Path directory;

    private static final List<AuditEvent> AUDIT = new CopyOnWriteArrayList<>();
    private static volatile Decision decision = permit(Obligations.NONE);
    private static volatile Optional<Principal> still = Optional.of(Tokens.ADMIN);
    private static volatile boolean auditFails;

    private static final AtomicInteger ASKED = new AtomicInteger();

    private static PublishedRows rows;
    private static QueryRoutes routes;
    private static HttpServer server;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        rows = new PublishedRows(
                directory,
                "SELECT * FROM (VALUES (1::BIGINT, 'EU', 'anna@example.org'), (2, 'US', 'bob@example.org'),"
                        + " (3, 'EU', NULL)) t(id, region, mail)",
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "region", Types.StringType.get()),
                Types.NestedField.optional(3, "mail", Types.StringType.get()));
        routes = new QueryRoutes(
                rows,
                GovernedQueriesTest::decide,
                GovernedQueriesTest::keep,
                MaskKey.of("a secret of the tests"),
                QueryLimits.standard(),
                8,
                (principal, reading) -> {},
                Clock.systemUTC());
        server = new HttpServer(HttpConfig.loopback(0), identities(), List.of(routes));
        server.start();
    }

    private static Identities identities() {
        Tokens tokens = new Tokens("admin-token", "process-token");
        return new Identities() {
            @Override
            public Optional<Principal> known(String token, String from) {
                return tokens.known(token, from);
            }

            @Override
            public Principal identify(String token, String from) {
                return tokens.identify(token, from);
            }

            @Override
            public Optional<Principal> still(String token) {
                return still;
            }
        };
    }

    @AfterAll
    static void stop() {
        server.close();
        routes.close();
    }

    @BeforeEach
    void forget() {
        decision = permit(Obligations.NONE);
        still = Optional.of(Tokens.ADMIN);
        auditFails = false;
        ASKED.set(0);
        AUDIT.clear();
    }

    private static Decision decide(ReadQuestion question) {
        ASKED.incrementAndGet();
        boolean fits = !question.purpose().equals(Optional.of("spying"));
        if (question.principal().teams().contains("left")) {
            return deny("this team may not");
        }
        return fits ? decision : deny("spying is no purpose of ours");
    }

    private static void keep(AuditEvent event) {
        if (auditFails) {
            throw new PolderException(Code.AUDIT_UNAVAILABLE, "The audit cannot be written", "Try again");
        }
        AUDIT.add(event);
    }

    private static Decision permit(Obligations owed) {
        return new Decision(
                true, owed, List.of(new Decision.Reason("grant 7f", Decision.Effect.PERMIT, "granted to a team")));
    }

    private static Decision deny(String why) {
        return new Decision(
                false, Obligations.NONE, List.of(new Decision.Reason("policy mesh/x", Decision.Effect.DENY, why)));
    }

    @Test
    void aReaderSeesWhatTheDecisionLeaves() throws Exception {
        decision = permit(new Obligations(
                Optional.of(Set.of("id", "mail")), List.of("region == 'EU'"), Map.of("mail", new Mask.LastFour())));

        assertThat(post("SELECT * FROM sales.orders.order_lines ORDER BY id", "audit")
                        .body())
                .contains("\"rows\":[[1,\"************.org\"],[3,null]]");
        assertThat(AUDIT.get(0).details())
                .containsEntry(
                        "owed sales.orders.order-lines.v1",
                        "rows: region == 'EU'; masks: mail lastFour; columns: id, mail");
        assertThat(post("SELECT count(*) FROM sales.orders.order_lines", "audit")
                        .body())
                .contains("[[2]]");

        JsonNode unknown = problem(post("SELECT region FROM sales.orders.order_lines", "audit"));
        assertThat(unknown.path("code").asString()).isEqualTo("SQL_UNKNOWN_NAME");
        assertThat(unknown.path("remedy").asString()).doesNotContain("region");
    }

    @Test
    void theAuditSaysWhoReadWhatForWhichPurposeBeforeAndAfterTheRows() throws Exception {
        HttpResponse<String> response =
                post("SELECT id FROM sales.orders.order_lines WHERE mail LIKE 'anna%'", "marketing");

        assertThat(response.statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(AUDIT).hasSize(2));
        AuditEvent begun = AUDIT.get(0);
        assertThat(begun.action()).isEqualTo("query");
        assertThat(begun.principal()).isEqualTo("admin");
        assertThat(begun.target()).contains("sales.orders.order-lines.v1");
        assertThat(begun.outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(begun.details())
                .containsEntry("purpose", "marketing")
                .containsEntry("decision sales.orders.order-lines.v1", "PERMIT grant 7f")
                .containsEntry(
                        "snapshots",
                        "sales.orders.order-lines.v1="
                                + rows.table().currentSnapshot().snapshotId());
        AuditEvent ended = AUDIT.get(1);
        assertThat(ended.action()).isEqualTo("query.end");
        assertThat(ended.details())
                .containsEntry("rows", "1")
                .containsEntry("query", begun.details().get("query"));
        assertThat(AUDIT.toString()).doesNotContain("anna").doesNotContain("SELECT");
    }

    @Test
    void whoMayNotReadIsToldWhyAndTheAuditKeepsIt() throws Exception {
        JsonNode problem = problem(post("SELECT id FROM sales.orders.order_lines", "spying"));

        assertThat(problem.path("status").asInt()).isEqualTo(403);
        assertThat(problem.path("code").asString()).isEqualTo("DENIED");
        assertThat(problem.path("detail").asString()).contains("admin", "spying is no purpose of ours");
        assertThat(AUDIT).singleElement().satisfies(event -> {
            assertThat(event.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(event.target()).contains("sales.orders.order-lines.v1");
            assertThat(event.details())
                    .containsEntry("purpose", "spying")
                    .containsEntry("problem", "DENIED")
                    .hasEntrySatisfying("reason", why -> assertThat(why).contains("spying is no purpose of ours"))
                    .containsEntry("decision sales.orders.order-lines.v1", "DENY policy mesh/x");
        });
    }

    @Test
    void nothingIsAnsweredThatTheAuditCannotKeep() throws Exception {
        auditFails = true;

        HttpResponse<String> response = post("SELECT mail FROM sales.orders.order_lines", "marketing");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("AUDIT_UNAVAILABLE").doesNotContain("example.org");
    }

    @Test
    void aRowFilterThatCannotBeAppliedShowsNothing() throws Exception {
        decision = permit(new Obligations(Optional.empty(), List.of("branch == 'EU'"), Map.of()));

        JsonNode problem = problem(post("SELECT id FROM sales.orders.order_lines", "audit"));

        assertThat(problem.path("code").asString()).isEqualTo("POLICY_INVALID");
        assertThat(problem.path("detail").asString()).contains("none of its rows can be shown");
    }

    @Test
    void aRunningQueryEndsWhenItsPermissionDoes() throws Exception {
        CompletableFuture<HttpResponse<String>> running = running();

        decision = deny("the grant was revoked");

        assertEnds(running, "may no longer read", "the grant was revoked");
    }

    @Test
    void aRunningQueryEndsWhenItsTokenIsRevokedOrItsUserIsDisabled() throws Exception {
        CompletableFuture<HttpResponse<String>> running = running();

        still = Optional.empty();

        assertEnds(running, "admin may no longer ask");
    }

    @Test
    void aRunningQueryIsDecidedAboutAgainWithTheTeamsThatItsPrincipalHasThen() throws Exception {
        CompletableFuture<HttpResponse<String>> running = running();

        still = Optional.of(new Principal("admin", Principal.Kind.PERSON, Set.of("left"), Set.of(), Map.of()));

        assertEnds(running, "admin may no longer read", "this team may not");
    }

    private CompletableFuture<HttpResponse<String>> running() {
        CompletableFuture<HttpResponse<String>> running =
                client.sendAsync(request(ENDLESS, "marketing"), HttpResponse.BodyHandlers.ofString());
        awaitRunning();
        return running;
    }

    private static void assertEnds(CompletableFuture<HttpResponse<String>> running, String... why) throws Exception {
        JsonNode problem = problem(running.get(20, TimeUnit.SECONDS));
        assertThat(problem.path("code").asString()).isEqualTo("DENIED");
        assertThat(problem.path("detail").asString()).contains(why);
        assertThat(AUDIT).extracting(AuditEvent::outcome).containsExactly(Outcome.DENIED);
    }

    @Test
    void aQueryEndsWhenItsReaderOwesMoreThanBefore() throws Exception {
        CompletableFuture<HttpResponse<String>> running = running();

        decision = permit(new Obligations(Optional.empty(), List.of(), Map.of("mail", new Mask.Null())));

        assertThat(problem(running.get()).path("detail").asString()).contains("has changed while the query ran");
    }

    /** Once it was decided again, it is the second decision that counts. */
    private static void awaitRunning() {
        await().atMost(Duration.ofSeconds(20)).until(() -> ASKED.get() > 1);
    }

    static Stream<String> attacks() throws Exception {
        String secret =
                Files.writeString(directory.resolve("secret.csv"), "a,b\n1,2\n").toString();
        return Files.readAllLines(Path.of("../query/src/test/resources/sandbox-attacks.sql")).stream()
                .map(attack -> attack.substring(attack.indexOf(' ') + 1)
                        .replace("sales.orders.lines", "sales.orders.order_lines")
                        .replace("'FILE", "'" + rows.file())
                        .replace("\"FILE", "\"" + rows.file())
                        .replace("'SECRET", "'" + secret)
                        .replace("\"SECRET", "\"" + secret));
    }

    @ParameterizedTest
    @MethodSource
    void attacks(String sql) throws Exception {
        JsonNode problem = problem(post(sql, "marketing"));

        assertThat(problem.path("code").asString()).isIn("SQL_FORBIDDEN", "SQL_UNKNOWN_NAME", "SQL_INVALID");
        assertThat(AUDIT).singleElement().satisfies(event -> {
            assertThat(event.action()).isEqualTo("query");
            assertThat(event.principal()).isEqualTo("admin");
            assertThat(event.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(event.details())
                    .containsEntry("problem", problem.path("code").asString())
                    .containsEntry("purpose", "marketing");
        });
    }

    private static JsonNode problem(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> post(String sql, String purpose) throws Exception {
        return client.send(request(sql, purpose), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String sql, String purpose) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("sql", sql, "purpose", purpose));
        return HttpRequest.newBuilder(URI.create(server.url() + "/v1/queries"))
                .header("Authorization", "Bearer admin-token")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
