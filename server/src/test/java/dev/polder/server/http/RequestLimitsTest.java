package dev.polder.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {
    private static final String ADMIN = "the-admin-token";
    private static final RequestLimits LIMITS =
            new RequestLimits(60, 1000, 3, 16 * 1024, Duration.ofSeconds(2), Duration.ofSeconds(30));
    private static final CountDownLatch RELEASED = new CountDownLatch(1);
    private static HttpServer server;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        Routes routes = router -> {
            router.get("/user", context -> context.result("ok"), Access.CONSUMER);
            router.get("/public", context -> context.result("ok"), Access.PUBLIC);
            router.post(
                    "/sized",
                    context -> {
                        try {
                            context.result("" + context.req().getInputStream().readAllBytes().length);
                        } catch (IOException e) {
                            throw new PolderException(Code.BODY_INVALID, "cut", "Send less", e);
                        }
                    },
                    Access.CONSUMER);
            router.get(
                    "/waiting",
                    context -> {
                        RELEASED.await();
                        context.result("waited");
                    },
                    Access.CONSUMER,
                    Access.SYSTEM);
        };
        server = new HttpServer(
                new HttpConfig("127.0.0.1", 0, Set.of(), Optional.empty(), LIMITS),
                new Tokens(ADMIN, "the-process-token"),
                List.of(routes));
        server.start();
    }

    @AfterAll
    static void stop() {
        RELEASED.countDown();
        server.close();
    }

    @Test
    void giantHeadersAreRefusedInWords() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/user").header("X-Giant", "a".repeat(40_000)).build(), text());

        assertThat(answer.statusCode()).isEqualTo(431);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body()).contains("headers are too large", "remedy");
    }

    @Test
    void aBodyThatIsLargerThanItsRouteTakesIsRefusedBeforeItIsRead() throws Exception {
        byte[] body = new byte[(int) BodyLimits.USUAL + 1];

        HttpResponse<String> answer = client.send(
                request("/sized")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                text());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("BODY_TOO_LARGE", "this route takes " + BodyLimits.USUAL);
    }

    @Test
    void aBodyThatDoesNotSayHowLargeItIsIsReadToTheLimitOnly() throws Exception {
        byte[] piece = new byte[1 << 20];
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pieces.add(piece);
        }

        HttpResponse<String> answer = client.send(
                request("/sized")
                        .POST(HttpRequest.BodyPublishers.ofByteArrays(pieces))
                        .build(),
                text());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("cut");
    }

    @Test
    void aRequestWhoseHeadersComeByteByByteIsEnded() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /public HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            // A byte now and then: for the idle timeout the connection is never idle.
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isClosed(socket));
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('a');
            socket.setSoTimeout(10);
            InputStream in = socket.getInputStream();
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void manyIdleConnectionsMakeRoomForWhoAsks() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * LIMITS.connections(); i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }

            HttpResponse<String> answer =
                    client.send(request("/user").timeout(Duration.ofSeconds(30)).build(), text());

            assertThat(answer.statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void onePrincipalCannotTakeAllThreads() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < LIMITS.requestsPerPrincipal(); i++) {
            waiting.add(client.sendAsync(request("/waiting").build(), text()));
        }

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            HttpResponse<String> answer = client.send(request("/user").build(), text());
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.body()).contains("OVERLOADED", "Wait for answers");
        });
        assertThat(client.send(
                                HttpRequest.newBuilder(URI.create(server.url() + "/public"))
                                        .build(),
                                text())
                        .statusCode())
                .isEqualTo(200);

        RELEASED.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.send(request("/user").build(), text()).statusCode() == 200);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).header("Authorization", "Bearer " + ADMIN);
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }
}
