package dev.polder.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.polder.cli.ExitCode;
import dev.polder.cli.Session;
import dev.polder.cli.render.Terminal;
import dev.polder.client.PolderClient;
import dev.polder.core.name.NamedPort;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a peer that keeps the promise of idempotency keys; the real gate is met in the end-to-end tests. */
class UploadTest {
    private static final NamedPort PORT = NamedPort.parse("sales.orders.order-lines");
    private static final String TO_NEWEST = "/v1/domains/sales/products/orders/ports/order-lines/records";
    private static final int RECORDS = 40;

    @TempDir
    private Path directory;

    private final List<String> taken = new ArrayList<>();
    private final List<String> sentTo = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private int requests;
    private int breakAt = -1;
    private boolean breakBeforeWork;
    private int busyFor;
    private HttpServer peer;

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        peer.createContext("/", this::answer);
        peer.start();
    }

    @AfterEach
    void stop() {
        peer.stop(0);
    }

    @Test
    void everyRecordArrivesOnceAndInOrder() throws IOException {
        Upload.Outcome outcome = upload(file("orders.ndjson", lines()), false);

        assertThat(taken).isEqualTo(lines());
        assertThat(outcome.checkpoint().done()).isTrue();
        assertThat(outcome.checkpoint().records()).isEqualTo(RECORDS);
        assertThat(requests).isGreaterThan(5);
    }

    @Test
    void afterABreakAtAnyChunkTheSameCommandGoesOnWithoutLossOrDoubles() throws IOException {
        Path file = file("orders.ndjson", lines());
        int chunks = chunksOf(file);
        for (boolean beforeWork : new boolean[] {true, false}) {
            for (int at = 1; at <= chunks; at++) {
                taken.clear();
                answers.clear();
                requests = 0;
                breakAt = at;
                breakBeforeWork = beforeWork;
                Path data = directory.resolve("data-" + beforeWork + at);

                assertThatThrownBy(() -> upload(file, false, data)).isInstanceOf(PolderException.class);
                breakAt = -1;
                Upload.Outcome outcome = upload(file, false, data);

                assertThat(taken).isEqualTo(lines());
                assertThat(outcome.checkpoint().accepted()).isEqualTo(RECORDS);
            }
        }
    }

    @Test
    void anotherBatchSizeDoesNotDisturbWhatWasBegun() throws IOException {
        Path file = file("orders.ndjson", lines());
        breakAt = 3;
        assertThatThrownBy(() -> upload(file, false)).isInstanceOf(PolderException.class);
        breakAt = -1;

        send(file, new Upload.Settings(Optional.empty(), 1_000, false, Duration.ZERO), directory.resolve("data"));

        assertThat(taken).isEqualTo(lines());
    }

    @Test
    void theMajorVersionThatIsNamedIsSentToAndKeptTrackOfByItself() throws IOException {
        Path file = file("orders.ndjson", List.of("{\"id\":1}"));
        upload(file, false);

        assertThat(ingest("sales.orders.order-lines.v1", file)).isEqualTo(ExitCode.OK);
        assertThat(ingest("sales.orders.order-lines.v1", file)).isEqualTo(ExitCode.OK);

        assertThat(sentTo).containsExactly(TO_NEWEST, TO_NEWEST + "?major=1");
    }

    @Test
    void aFileThatWasSentIsNotSentAgain() throws IOException {
        Path file = file("orders.ndjson", lines());
        upload(file, false);
        int before = requests;

        Upload.Outcome outcome = upload(file, false);

        assertThat(outcome.already()).isTrue();
        assertThat(outcome.checkpoint().accepted()).isEqualTo(RECORDS);
        assertThat(requests).isEqualTo(before);
    }

    @Test
    void restartSendsItAllAgainUnderNewKeys() throws IOException {
        Path file = file("orders.ndjson", lines());
        upload(file, false);

        upload(file, true);

        assertThat(taken).hasSize(2 * RECORDS);
    }

    @Test
    void aFileThatChangedHalfWayIsRefused() throws IOException {
        Path file = file("orders.ndjson", lines());
        breakAt = 3;
        assertThatThrownBy(() -> upload(file, false)).isInstanceOf(PolderException.class);
        breakAt = -1;
        Files.writeString(file, "{}\n");

        assertThatThrownBy(() -> upload(file, false)).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.PRECONDITION_FAILED);
            assertThat(e.remedy()).contains("--restart");
        });
    }

    @Test
    void aNewFileOfTheSameNameIsSentWhenTheOldOneWasDone() throws IOException {
        Path file = file("orders.ndjson", lines());
        upload(file, false);
        Files.writeString(file, "{\"id\":1000}\n");

        upload(file, false);

        assertThat(taken).hasSize(RECORDS + 1).contains("{\"id\":1000}");
    }

    @Test
    void aBusyServerIsWaitedFor() throws IOException {
        busyFor = 2;

        upload(file("orders.ndjson", lines()), false);

        assertThat(taken).isEqualTo(lines());
    }

    @Test
    void packedFilesAreUnpackedAndCanBeGoneOnWith() throws IOException {
        Path file = directory.resolve("orders.csv.gz");
        String csv = "id\n"
                + String.join(
                        "\n",
                        IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(csv.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, packed.toByteArray());
        breakAt = 2;
        assertThatThrownBy(() -> upload(file, false)).isInstanceOf(PolderException.class);
        breakAt = -1;

        upload(file, false);

        assertThat(taken).hasSize(RECORDS).startsWith("0", "1").endsWith("39");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstRecord() throws IOException {
        Path file = directory.resolve("orders.csv");
        Files.writeString(file, "\ufeffid\n1\n2\n");

        upload(file, false);

        assertThat(taken).containsExactly("1", "2");
    }

    @Test
    void standardInputIsSentToo() {
        Upload upload = new Upload(
                Terminal.to(
                        new ByteArrayInputStream("{\"a\":1}\n{\"a\":2}".getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream()),
                client(),
                PORT,
                directory,
                new Upload.Settings(Optional.empty(), 4, false, Duration.ZERO));

        upload.send(SourceFile.of("-"));

        assertThat(taken).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void refusalsAreNumberedWithinTheFile() throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.set(33, "{\"bad\":33}");

        Upload.Outcome outcome = upload(file("orders.ndjson", lines), false);

        assertThat(outcome.checkpoint().refused()).isEqualTo(1);
        assertThat(outcome.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.record()).isEqualTo(34));
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            respond(exchange, 200, "{}");
            return;
        }
        requests++;
        sentTo.add(exchange.getRequestURI().toString());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (busyFor > 0) {
            busyFor--;
            respond(exchange, 429, "{\"code\":\"OVERLOADED\",\"detail\":\"busy\",\"remedy\":\"later\"}");
            return;
        }
        if (requests == breakAt && breakBeforeWork) {
            exchange.close();
            return;
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String answer = answers.computeIfAbsent(
                key, k -> take(exchange.getRequestHeaders().getFirst("Content-Type"), body));
        if (requests == breakAt) {
            exchange.close();
            return;
        }
        respond(exchange, 200, answer);
    }

    private String take(String type, String body) {
        List<String> records =
                body.lines().skip(type.equals("text/csv") ? 1 : 0).toList();
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).contains("bad")) {
                refusals.add(
                        "{\"record\":" + (i + 1) + ",\"code\":\"RECORD_TYPE\",\"field\":\"$\",\"message\":\"bad\"}");
            } else {
                taken.add(records.get(i));
            }
        }
        return "{\"accepted\":" + (records.size() - refusals.size()) + ",\"refused\":" + refusals.size()
                + ",\"refusals\":[" + String.join(",", refusals) + "],\"deadLetterTopic\":\"t\"}";
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int ingest(String address, Path file) {
        Session session = new Session(
                Terminal.to(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream()),
                Map.of("POLDER_TOKEN", "token"));
        return new CommandLine(new IngestCommand(session))
                .execute(
                        "--server",
                        client().server().toString(),
                        "--data",
                        directory.resolve("data").toString(),
                        address,
                        file.toString());
    }

    private static List<String> lines() {
        return IntStream.range(0, RECORDS).mapToObj(id -> "{\"id\":" + id + "}").toList();
    }

    private Path file(String name, List<String> lines) throws IOException {
        return Files.write(directory.resolve(name), lines);
    }

    private int chunksOf(Path file) throws IOException {
        upload(file, false, directory.resolve("counted"));
        return requests;
    }

    private Upload.Outcome upload(Path file, boolean restart) {
        return upload(file, restart, directory.resolve("data"));
    }

    private Upload.Outcome upload(Path file, boolean restart, Path data) {
        return send(file, new Upload.Settings(Optional.empty(), 50, restart, Duration.ofSeconds(2)), data);
    }

    private Upload.Outcome send(Path file, Upload.Settings settings, Path data) {
        Duration patience = breakAt > 0 ? Duration.ZERO : settings.patience();
        Terminal terminal = Terminal.to(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream());
        Upload upload = new Upload(
                terminal,
                client(),
                PORT,
                data,
                new Upload.Settings(settings.format(), settings.batch(), settings.restart(), patience));
        return upload.send(SourceFile.of(file.toString()));
    }

    private PolderClient client() {
        return new PolderClient(
                URI.create("http://127.0.0.1:" + peer.getAddress().getPort()), Optional.of("token"));
    }
}
