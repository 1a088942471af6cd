package dev.polder.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortcutsTest {
    /** More than the server has threads. */
    private static final int MANY = 250;

    private static final Queue<SmallRequest> WAITING = new ConcurrentLinkedQueue<>();
    private static final Queue<String> BROKEN_OFF = new ConcurrentLinkedQueue<>();
    private static HttpServer server;

    @BeforeAll
    static void start() {
        Routes routes = router -> router.post(
                "/things/{thing}/notes",
                context -> context.result("usual " + context.pathParam("thing") + " "
                        + read(context.req().getInputStream())),
                ShortcutsTest::take,
                Access.CONSUMER);
        server = new HttpServer(
                HttpConfig.loopback(0), new Tokens("the-admin-token", "the-process-token"), List.of(routes));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        WAITING.clear();
        BROKEN_OFF.clear();
    }

    private static boolean take(SmallRequest request) {
        String body = read(request.body());
        if (body.startsWith("wait")) {
            return WAITING.add(request);
        }
        if (body.startsWith("fail")) {
            throw new IllegalStateException("of no interest");
        }
        if (body.startsWith("quick")) {
            request.answer(
                    Map.of("quick", body.length(), "by", request.principal().name(), "at", request.path()));
            return true;
        }
        return false;
    }

    private static String read(InputStream body) {
        StringBuilder text = new StringBuilder();
        try {
            for (int value = body.read(); value >= 0; value = body.read()) {
                text.append((char) value);
            }
        } catch (IOException e) {
            BROKEN_OFF.add(text.toString());
        }
        return text.toString();
    }

    private static String head(String headers, int length) {
        return "POST /things/a/notes HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static final String ADMIN = "Host: localhost\r\nAuthorization: Bearer the-admin-token\r\n";

    private static String post(String headers, String body) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((head(headers, body.length()) + body).getBytes(StandardCharsets.US_ASCII));
            return answer(socket);
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatAShortcutTakesItAnswers() throws IOException {
        String answer = post(ADMIN, "quick one");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("\r\nContent-Type: application/json", "\r\nX-Content-Type-Options: nosniff")
                .contains("\"quick\":9", "\"by\":\"admin\"", "\"at\":\"/things/a/notes\"");
    }

    @Test
    void whatAShortcutLeavesGoesTheUsualWayWhole() throws IOException {
        assertThat(post(ADMIN, "something else")).startsWith("HTTP/1.1 200").endsWith("usual a something else");
        assertThat(post(ADMIN, "fail")).startsWith("HTTP/1.1 200").endsWith("usual a fail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Encoding: identity\r\n", "Expect: 100-continue\r\n"})
    void whatIsSpecialGoesTheUsualWay(String header) throws IOException {
        assertThat(post(ADMIN + header, "quick")).endsWith("usual a quick");
    }

    @Test
    void largeBodiesGoTheUsualWay() throws IOException {
        assertThat(post(ADMIN, "quick" + "x".repeat(Shortcuts.LARGEST_BODY))).contains("usual a quickxxx");
    }

    @Test
    void nobodyGetsInThroughAShortcut() throws IOException {
        String host = "Host: localhost\r\n";
        String token = "Authorization: Bearer the-admin-token\r\n";

        assertThat(post(host, "quick")).startsWith("HTTP/1.1 401").contains("UNAUTHENTICATED");
        assertThat(post(host + "Authorization: Bearer wrong\r\n", "quick")).startsWith("HTTP/1.1 401");
        assertThat(post(host + "Authorization: Bearer the-process-token\r\n", "quick"))
                .startsWith("HTTP/1.1 403")
                .contains("'process' may not do this");
        assertThat(post("Host: evil.example\r\n" + token, "quick")).startsWith("HTTP/1.1 403");
        assertThat(post(host + token + "Origin: http://evil.example\r\n", "quick"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void aBodyMayComeInPieces() throws IOException {
        String body = "quick" + "x".repeat(50_000);
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(ADMIN, body.length()).getBytes(StandardCharsets.US_ASCII));
            for (int at = 0; at < body.length(); at += 1_000) {
                out.write(
                        body.substring(at, Math.min(body.length(), at + 1_000)).getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(answer(socket)).contains("\"quick\":50005");
        }
    }

    @Test
    void aBodyThatBreaksOffIsSeenAsFarAsItCame() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((head(ADMIN, 100) + "quick").getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            try {
                answer(socket);
            } catch (SocketException e) {
                // What the client hears does not matter here.
            }
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(BROKEN_OFF).containsExactly("quick"));
    }

    @Test
    void moreMayWaitForAnAnswerThanThereAreThreads() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Socket socket = connect();
                sockets.add(socket);
                socket.getOutputStream().write((head(ADMIN, 4) + "wait").getBytes(StandardCharsets.US_ASCII));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> WAITING.size() == MANY);
            assertThat(post(ADMIN, "something else")).endsWith("usual a something else");

            WAITING.forEach(request -> request.answer(Map.of("waited", true)));

            for (Socket socket : sockets) {
                assertThat(answer(socket)).contains("\"waited\":true");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
