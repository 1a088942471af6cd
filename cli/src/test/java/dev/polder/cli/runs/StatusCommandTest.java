package dev.polder.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.polder.cli.ExitCode;
import dev.polder.cli.Session;
import dev.polder.cli.render.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a peer that answers what a server would. */
class StatusCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String answer = "";
    private HttpServer peer;

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        peer.createContext("/v1/status", exchange -> {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        peer.start();
    }

    @AfterEach
    void stop() {
        peer.stop(0);
    }

    @Test
    void requestsThatWaitAreNamedWithTheCommandThatListsThemAndAreNoFault() {
        assertThat(status("{\"requestsWaiting\":2}"))
                .isEqualTo("2 requests for access wait for you: polder access list --state requested\n");
        assertThat(status("{\"requestsWaiting\":1}"))
                .isEqualTo("1 request for access waits for you: polder access list --state requested\n");
    }

    @Test
    void nothingIsSaidOfRequestsWhenNoneWaitsOrTheServerDoesNotCountThem() {
        assertThat(status("{\"requestsWaiting\":0}")).isEmpty();
        assertThat(status("{}")).isEmpty();
    }

    /** What it notes; it ends well. */
    private String status(String answered) {
        answer = answered;
        err.reset();
        Session session = new Session(
                Terminal.to(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err),
                Map.of("POLDER_TOKEN", "token"));
        int exit = new CommandLine(new StatusCommand(session))
                .execute("--server", "http://127.0.0.1:" + peer.getAddress().getPort(), "--data", directory.toString());
        assertThat(exit).isEqualTo(ExitCode.OK);
        return err.toString(StandardCharsets.UTF_8);
    }
}
