package dev.polder.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class HttpServerTest {
    private static final Health HEALTH = () -> List.of(
            new Health.Part("kafka", Health.State.STARTING, Optional.empty(), Instant.EPOCH, 2, Optional.of("slow")));
    private static HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    record Order(String id, int quantity) {}

    @BeforeAll
    static void start() {
        Routes routes = router -> {
            router.get(
                    "/user",
                    context -> context.result("hello " + Caller.of(context).name()),
                    Access.CONSUMER);
            router.get("/both", context -> context.result("ok"), Access.CONSUMER, Access.SYSTEM);
            router.get("/process", context -> context.result("ok"), Access.SYSTEM);
            router.get("/public", context -> context.result("ok"), Access.PUBLIC);
            router.post(
                    "/things/{thing}:run",
                    context -> context.result("ran " + context.pathParam("thing")),
                    Access.CONSUMER);
            router.post("/orders", context -> Json.write(context, Json.read(context, Order.class)), Access.CONSUMER);
            router.get(
                    "/refused",
                    context -> {
                        throw new PolderException(Code.CONTRACT_BREAKING, "no", "Raise the major version");
                    },
                    Access.CONSUMER);
            router.get(
                    "/defect",
                    context -> {
                        throw new IllegalStateException("secret detail");
                    },
                    Access.CONSUMER);
            router.get(
                    "/error",
                    context -> {
                        throw new StackOverflowError("secret detail");
                    },
                    Access.CONSUMER);
            router.get(
                    "/from",
                    context -> context.result(context.ip() + " " + context.scheme() + " " + context.host()),
                    Access.PUBLIC);
            router.get(
                    "/early",
                    context -> {
                        context.outputStream().write("half".getBytes(StandardCharsets.UTF_8));
                        throw new PolderException(Code.SQL_FAILED, "no", "Write it differently");
                    },
                    Access.CONSUMER);
            router.get(
                    "/cut",
                    context -> {
                        context.outputStream().write("half".repeat(100_000).getBytes(StandardCharsets.UTF_8));
                        throw new IllegalStateException("in the middle");
                    },
                    Access.CONSUMER);
        };
        server = new HttpServer(
                HttpConfig.loopback(0),
                new Tokens("the-admin-token", "the-process-token"),
                List.of(routes, new HealthRoutes(HEALTH), new SpecRoutes()));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/public, , 200",
        "/public, the-admin-token, 200",
        "/user, , 401",
        "/user, wrong, 401",
        "/user, the-process-token, 403",
        "/user, the-admin-token, 200",
        "/process, , 401",
        "/process, the-admin-token, 403",
        "/process, the-process-token, 200",
        "/both, the-admin-token, 200",
        "/both, the-process-token, 200",
        "/health, , 200",
        "/ready, , 503",
        "/openapi.yaml, , 200",
        "/nowhere, , 404",
    })
    void aRouteAnswersOnlyThoseItIsFor(String path, String token, int status) throws Exception {
        assertThat(send("GET", path, token, "").statusCode()).isEqualTo(status);
    }

    /** A browser would keep it and send it for any page. */
    @Test
    void aPasswordIsTakenByTheSchemaRegistryOnly() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/user"))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("admin:the-admin-token".getBytes(StandardCharsets.UTF_8)))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aVerbAfterAColonIsAPath() throws Exception {
        assertThat(send("POST", "/things/a-b:run", "the-admin-token", "").body())
                .isEqualTo("ran a-b");
    }

    @Test
    void aRefusalIsAProblemWithCodeAndRemedy() throws Exception {
        HttpResponse<String> response = send("GET", "/refused", "the-admin-token", "");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.mapper().readTree(response.body());
        assertThat(problem.get("code").asString()).isEqualTo("CONTRACT_BREAKING");
        assertThat(problem.get("detail").asString()).isEqualTo("no");
        assertThat(problem.get("remedy").asString()).isEqualTo("Raise the major version");
        assertThat(problem.get("status").asInt()).isEqualTo(409);
    }

    @Test
    void aDefectShowsNothingButItsIncident() throws Exception {
        HttpResponse<String> response = send("GET", "/defect", "the-admin-token", "");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret", "IllegalState", "at dev.polder");
        assertThat(Json.mapper().readTree(response.body()).get("incident").asString())
                .hasSize(36);
    }

    @Test
    void anAnswerThatFailsHalfwayIsCutOff() throws Exception {
        String answer = raw("GET /cut HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer the-admin-token\r\n\r\n");

        assertThat(answer).contains("half").doesNotContain("\r\n0\r\n");
    }

    @Test
    void anAnswerThatFailsBeforeAnythingIsSentIsARefusal() throws Exception {
        HttpResponse<String> response = send("GET", "/early", "the-admin-token", "");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).startsWith("{").contains("SQL_FAILED");
    }

    @Test
    void aMethodThatARouteDoesNotHaveIsNamed() throws Exception {
        HttpResponse<String> response = send("DELETE", "/orders", "the-admin-token", "");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).contains("\"code\":\"USAGE\"", "DELETE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"a\",\"quantity\":  | BODY_INVALID | not well-formed",
                "{\"id\":\"a\",\"quantity\":\"x\"} | BODY_INVALID | quantity",
                "{\"id\":\"a\",\"colour\":1} | BODY_INVALID | colour",
                "null | BODY_INVALID | null",
                "'' | BODY_INVALID | expected form",
                "{\"id\":\"a\",\"quantity\":1} {} | BODY_INVALID | form",
            })
    void aBodyThatIsNotWhatTheRouteTakesIsRefused(String body, String code, String message) throws Exception {
        HttpResponse<String> response = send("POST", "/orders", "the-admin-token", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Json.mapper().readTree(response.body()).get("code").asString())
                .isEqualTo(code);
        assertThat(response.body()).contains(message).doesNotContain("dev.polder", "tools.jackson");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String body = "{\"id\":\"" + "a".repeat(Json.MAX_BODY_BYTES) + "\"}";

        HttpResponse<String> response = send("POST", "/orders", "the-admin-token", body);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, , 403",
        "evil.example:7480, , 403",
        "localhost:7480, , 200",
        "127.0.0.1, , 200",
        "[::1]:7480, , 200",
        "localhost, http://evil.example, 403",
        "localhost, null, 403",
        "localhost, http://localhost, 200",
    })
    void aRequestUnderAForeignNameOrFromAForeignPageIsRefused(String host, String origin, int status) throws Exception {
        String answer = raw("GET /public HTTP/1.1\r\nHost: " + host + "\r\n"
                + (origin == null ? "" : "Origin: " + origin + "\r\n") + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void whatIsNotHttpIsRefusedWithoutAPage() throws Exception {
        String answer = raw("GET /pub lic HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("problem+json").doesNotContain("<html", "Jetty");
    }

    @Test
    void everyAnswerCarriesSecurityHeaders() throws Exception {
        String known = "Host: localhost\r\nConnection: close\r\nAuthorization: Bearer the-admin-token\r\n";
        Map<String, Integer> requests = new LinkedHashMap<>();
        requests.put("GET /public HTTP/1.1\r\n" + known, 200);
        requests.put("HEAD /public HTTP/1.1\r\n" + known, 200);
        requests.put("OPTIONS /public HTTP/1.1\r\n" + known, 405);
        requests.put("GET /pub lic HTTP/1.1\r\n" + known, 400);
        requests.put("GET /public HTTP/1.1\r\nHost: one\r\nHost: other\r\n", 400);
        requests.put("GET /%zz HTTP/1.1\r\n" + known, 400);
        requests.put("GET /user HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", 401);
        requests.put("GET /process HTTP/1.1\r\n" + known, 403);
        requests.put("GET /user HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n", 403);
        requests.put("GET /nowhere HTTP/1.1\r\n" + known, 404);
        requests.put("DELETE /user HTTP/1.1\r\n" + known, 405);
        requests.put("GET /refused HTTP/1.1\r\n" + known, 409);
        requests.put("GET /user HTTP/1.1\r\n" + known + "X: " + "x".repeat(20_000) + "\r\n", 431);
        requests.put("GET /defect HTTP/1.1\r\n" + known, 500);
        requests.put("GET /error HTTP/1.1\r\n" + known, 500);
        for (Map.Entry<String, Integer> request : requests.entrySet()) {
            String answer = raw(request.getKey() + "\r\n");
            String head = answer.split("\r\n\r\n", 2)[0] + "\r\n";
            String shown = request.getKey().lines().findFirst().orElse("") + ": " + answer;

            assertThat(head).as(shown).startsWith("HTTP/1.1 " + request.getValue() + " ");
            SecurityHeaders.FIELDS.forEach(
                    field -> assertThat(head).as(shown).contains(field.getName() + ": " + field.getValue() + "\r\n"));
            assertThat(answer).as(shown).doesNotContain("Server:", "secret detail", "Jetty", "<html");
        }
    }

    @Test
    void whatARequestSaysOfItsWayIsNotBelieved() throws Exception {
        String forged =
                "X-Forwarded-For: 192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\nForwarded: for=192.0.2.1;host=localhost;proto=https\r\n"
                        + "X-Forwarded-Host: localhost\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";

        assertThat(raw("GET /from HTTP/1.1\r\nHost: localhost\r\n" + forged)).endsWith("127.0.0.1 http localhost");
        assertThat(raw("GET /from HTTP/1.1\r\nHost: evil.example\r\n" + forged)).startsWith("HTTP/1.1 403 ");
        assertThat(raw("GET http://localhost/from HTTP/1.1\r\nHost: evil.example\r\n" + forged))
                .doesNotContain("127.0.0.1 http");
    }

    @Test
    void noRequestHidesInAnother() throws Exception {
        String hidden = "0\r\n\r\nGET /public HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (String lengths : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: +5\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Content-Length : 5\r\n")) {
            String answer = raw("POST /orders HTTP/1.1\r\nHost: localhost\r\n" + lengths + "\r\n" + hidden);

            assertThat(answer).as(lengths).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 200");
        }
    }

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
