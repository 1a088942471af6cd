package dev.polder.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Obligations;
import dev.polder.query.MaskKey;
import dev.polder.query.QueryLimits;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class QueryRoutesTest {
    private static final String FAILS_LATE =
            "SELECT CASE WHEN i = 3000000 THEN CAST('x' || i AS INTEGER) ELSE 1 END AS a FROM range(4000000) t(i)";
    private static final String ENDLESS =
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7";

    @TempDir
    static Path directory;

    private static Table table;
    private static QueryRoutes routes;
    private static HttpServer server;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        PublishedRows ports = new PublishedRows(
                directory,
                "SELECT range AS id FROM range(3)",
                Types.NestedField.required(1, "id", Types.LongType.get()));
        table = ports.table();
        routes = new QueryRoutes(
                ports,
                question -> new Decision(
                        true,
                        Obligations.NONE,
                        List.of(new Decision.Reason("test", Decision.Effect.PERMIT, "the test says so"))),
                event -> {},
                MaskKey.of("a secret of the tests"),
                QueryLimits.standard().withTime(Duration.ofSeconds(30)),
                2,
                (principal, reading) -> {},
                Clock.systemUTC());
        server = new HttpServer(HttpConfig.loopback(0), new Tokens("admin-token", "process-token"), List.of(routes));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        routes.close();
    }

    @Test
    void anAnswerIsJsonWithItsSnapshots() throws Exception {
        HttpResponse<String> response =
                post("SELECT id, id * 1.50 AS p FROM sales.orders.order_lines ORDER BY id", "*/*");

        String snapshots = "[{\"port\":\"sales.orders.order-lines.v1\",\"snapshotId\":"
                + table.currentSnapshot().snapshotId() + ",\"committedAt\":\""
                + Instant.ofEpochMilli(table.currentSnapshot().timestampMillis()) + "\"}]";
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Polder-Snapshots")).contains(snapshots);
        assertThat(response.body())
                .isEqualTo(
                        "{\"columns\":[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"p\",\"type\":\"DECIMAL(22,2)\"}],"
                                + "\"snapshots\":" + snapshots
                                + ",\"rows\":[[0,0.00],[1,1.50],[2,3.00]],\"truncated\":false}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "9007199254740993 | 9007199254740993",
                "170141183460469231731687303715884105727::HUGEINT | 170141183460469231731687303715884105727",
                "0.0000001::DECIMAL(20,10) | 0.0000001000",
                "12345678901234567890.123456789::DECIMAL(38,9) | 12345678901234567890.123456789",
                "1.5::DOUBLE | 1.5",
                "'NaN'::DOUBLE | \"NaN\"",
                "'infinity'::FLOAT | \"Infinity\"",
                "NULL | null",
                "true | true",
                "'a\"b' | \"a\\\"b\"",
                "DATE '2026-01-02' | \"2026-01-02\"",
                "TIMESTAMP '2026-01-02 03:04:00' | \"2026-01-02T03:04:00\"",
                "TIMESTAMP '2026-01-02 03:04:05.000006' | \"2026-01-02T03:04:05.000006\"",
                "TIMESTAMPTZ '2026-01-02 03:04:00+02' | \"2026-01-02T01:04:00Z\"",
                "TIME '03:04:00' | \"03:04:00\"",
                "'\\x00\\xff'::BLOB | \"AP8=\"",
                "UUID '00000000-0000-0000-0000-000000000001' | \"00000000-0000-0000-0000-000000000001\"",
                "[1, NULL] | [1,null]",
                "{'a': 1, 'b': ['x']} | {\"a\":1,\"b\":[\"x\"]}",
                "MAP {'k': 1.50} | {\"k\":1.50}",
                "MAP {DATE '2026-01-02': 1} | {\"2026-01-02\":1}",
                "MAP {[1]: 2} | [{\"key\":[1],\"value\":2}]",
                "INTERVAL 1 MONTH | \"1 month\"",
            })
    void valuesKeepAllTheirDigits(String expression, String json) throws Exception {
        assertThat(post("SELECT " + expression + " AS v", "application/json").body())
                .contains("\"rows\":[[" + json + "]]");
    }

    @Test
    void anAnswerIsNdjson() throws Exception {
        HttpResponse<String> response =
                post("SELECT 1 AS a, 'x' AS a, NULL AS b UNION ALL SELECT 2, '', 3", "application/x-ndjson");

        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(response.body().lines().sorted())
                .containsExactly("{\"a\":1,\"a_1\":\"x\",\"b\":null}", "{\"a\":2,\"a_1\":\"\",\"b\":3}");
        response.body()
                .lines()
                .forEach(line -> assertThat(JsonMapper.shared().readTree(line).isObject())
                        .isTrue());
    }

    @Test
    void anAnswerIsCsv() throws Exception {
        HttpResponse<String> response = post(
                "SELECT 1 AS \"a,b\", NULL AS n, '' AS e, 'x\"y' AS q, 'l1\nl2' AS l, ' s' AS s, [1, 2] AS j, 1e10::DECIMAL(38,0) AS d",
                "text/csv");

        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(response.body())
                .isEqualTo("\"a,b\",n,e,q,l,s,j,d\r\n1,,\"\",\"x\"\"y\",\"l1\nl2\",\" s\",\"[1,2]\",10000000000\r\n");
    }

    @Test
    void anAnswerWithoutRowsHasItsColumns() throws Exception {
        assertThat(post("SELECT id FROM sales.orders.order_lines WHERE id > 9", "text/csv")
                        .body())
                .isEqualTo("id\r\n");
        assertThat(post("SELECT id FROM sales.orders.order_lines WHERE id > 9", "application/x-ndjson")
                        .body())
                .isEmpty();
        assertThat(post("SELECT id FROM sales.orders.order_lines WHERE id > 9", "application/json")
                        .body())
                .contains("\"rows\":[]");
    }

    @Test
    void moreRowsThanAskedForAreCutOff() throws Exception {
        HttpResponse<String> response = send("{\"sql\":\"FROM range(10)\",\"maxRows\":2}", "application/json");

        assertThat(response.body()).endsWith("\"rows\":[[0],[1]],\"truncated\":true}");
    }

    @Test
    void manyRowsAreStreamed() throws Exception {
        HttpResponse<InputStream> response = client.send(
                request("{\"sql\":\"SELECT i, 'some text' AS t FROM range(1000000) x(i)\"}", "text/csv"),
                HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream body = response.body()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .count())
                    .isEqualTo(1_000_001);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sql\":\"SELEC\"} | 422 | SQL_INVALID",
                "{\"sql\":\"SELECT * FROM a.b.c\"} | 422 | SQL_UNKNOWN_NAME",
                "{\"sql\":\"SELECT getenv('HOME')\"} | 403 | SQL_FORBIDDEN",
                "{\"sql\":\"SELECT 'x'::INTEGER\"} | 422 | SQL_FAILED",
                "{\"sql\":\"\"} | 422 | SQL_INVALID",
                "{} | 400 | BODY_INVALID",
                "{\"sql\":\"SELECT 1\",\"maxRows\":0} | 400 | USAGE",
                "{\"sql\":\"SELECT 1\",\"what\":0} | 400 | BODY_INVALID",
                "SELECT 1 | 400 | BODY_INVALID",
            })
    void refusalsAreProblems(String body, int status, String code) throws Exception {
        HttpResponse<String> response = send(body, "application/json");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("remedy").asString()).isNotEmpty();
    }

    @Test
    void anUnknownFormIsRefused() throws Exception {
        assertThat(send("{\"sql\":\"SELECT 1\"}", "application/xml").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aFailureAfterTheFirstRowStandsAtTheEndOfAJsonAnswer() throws Exception {
        HttpResponse<String> response = post(FAILS_LATE, "application/json");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JsonMapper.shared().readTree(response.body());
        assertThat(answer.path("code").asString()).isEqualTo("SQL_FAILED");
        assertThat(answer.path("detail").asString()).contains("cannot be converted");
        assertThat(answer.path("rows").size()).isPositive();
    }

    @Test
    void aFailureAfterTheFirstRowCutsTheOtherAnswersOff() {
        assertThatThrownBy(() -> post(FAILS_LATE, "text/csv")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(FAILS_LATE, "application/x-ndjson")).isInstanceOf(IOException.class);
    }

    @Test
    void aQueryEndsWhenItsClientLeavesAndOthersWaitUntilThen() throws Exception {
        Socket first = open(ENDLESS);
        Socket second = open(ENDLESS);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(post("SELECT 1", "*/*").statusCode()).isEqualTo(429));
        HttpResponse<String> refused = post("SELECT 1", "*/*");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("OVERLOADED");

        first.close();
        second.close();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(post("SELECT 1", "*/*").statusCode()).isEqualTo(200));
    }

    @Test
    void aConnectionServesManyQueries() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(post("SELECT " + i, "text/csv").body()).endsWith("\r\n" + i + "\r\n");
        }
    }

    private static Socket open(String sql) throws IOException {
        byte[] body = body(sql).getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream()
                .write(("POST /v1/queries HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer admin-token\r\n"
                                + "Content-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    private HttpResponse<String> post(String sql, String accept) throws Exception {
        return send(body(sql), accept);
    }

    private static String body(String sql) {
        return JsonMapper.shared().writeValueAsString(Map.of("sql", sql));
    }

    private HttpResponse<String> send(String body, String accept) throws Exception {
        return client.send(request(body, accept), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String body, String accept) {
        return HttpRequest.newBuilder(URI.create(server.url() + "/v1/queries"))
                .header("Authorization", "Bearer admin-token")
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
