package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.polder.core.name.PortId;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Tokens;
import dev.polder.server.privacy.PortSeals;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How bodies come over the wire, spoken by hand. */
class IngestBodyTest {
    private static final FixedPorts PORTS = new FixedPorts();
    private static final PortId PORT = PortId.parse("sales.orders.lines.v1");
    private static final String POST = "POST /v1/domains/sales/products/orders/ports/lines/records HTTP/1.1\r\n"
            + "Host: localhost\r\nAuthorization: Bearer admin\r\nContent-Type: application/x-ndjson\r\n"
            + "Connection: close\r\n";

    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static TopicWriter letters;
    private static RecordWriter records;
    private static HttpServer server;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        topics.create(PORT);
        PORTS.add(PORT, 3, TestContracts.object("- {name: id, logicalType: integer, required: true}\n"));
        letters = new TopicWriter(broker.clientProperties(), "none");
        records = RecordWriter.direct(broker.clientProperties(), "none");
        server = new HttpServer(
                HttpConfig.loopback(0),
                new Tokens("admin", "process"),
                List.of(new IngestRoutes(new IngestService(
                        PORTS, records, letters, new NoAnswers(), DriftKeeper.NONE, PortSeals.NONE))));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        records.close();
        letters.close();
        broker.close();
    }

    private static Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(server.url()).getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String send(String headers, byte[] body) throws IOException {
        try (Socket socket = open()) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    (POST + headers + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
            return answer(socket);
        }
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"id\":").append(i).append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] zstd(byte[] body, int windowLog) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(zipped)) {
            out.setLong(windowLog);
            out.write(body);
        }
        return zipped.toByteArray();
    }

    private static int written() {
        return topics.read(PORT.topic()).size();
    }

    @Test
    void zstandardIsUnfoldedFrameByFrame() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(zstd(lines(20_000), 23));
        frames.write(zstd(lines(5), 20));

        String answer = send("Content-Encoding: zstd\r\n", frames.toByteArray());

        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"accepted\":20005,\"refused\":0");
    }

    @Test
    void aZstandardFrameThatWantsTooMuchMemoryIsRefused() throws IOException {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);

        String answer = send("Content-Encoding: zstd\r\n", zstd(noise, 27));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("BODY_INVALID");
    }

    @Test
    void aZstandardFrameThatIsCutOffIsNotTakenForWhole() throws IOException {
        byte[] whole = zstd(lines(20_000), 20);

        String answer = send("Content-Encoding: zstd\r\n", Arrays.copyOf(whole, whole.length - 20));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("The body broke off");
    }

    @Test
    void aClientThatWaitsForPermissionGetsIt() throws IOException {
        byte[] body = lines(3);
        try (Socket socket = open()) {
            OutputStream out = socket.getOutputStream();
            out.write((POST + "Expect: 100-continue\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");

            out.write(body);
            out.flush();

            assertThat(String.join("\n", in.lines().toList())).contains("HTTP/1.1 200", "\"accepted\":3");
        }
    }

    @Test
    void aClientThatGoesAwayHasWrittenWhatItSentAndHoldsNobodyUp() throws IOException {
        int before = written();
        for (int i = 0; i < 20; i++) {
            try (Socket socket = open()) {
                socket.getOutputStream()
                        .write((POST + "Content-Length: 1000000\r\n\r\n{\"id\":1}\n{\"id\":2}\n{\"i")
                                .getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(send("", lines(7))).contains("\"accepted\":7");
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(written()).isEqualTo(before + 40 + 7));
    }

    @Test
    void manySlowClientsLeaveRoomForOthers() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = open();
                slow.add(socket);
                socket.getOutputStream()
                        .write((POST + "Content-Length: 1000\r\n\r\n{\"id\":1}\n").getBytes(StandardCharsets.UTF_8));
            }

            assertThat(send("", lines(7))).contains("\"accepted\":7");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aChunkedBodyOfManyMegabytesIsTakenAsItComes() throws Exception {
        byte[] piece = lines(10_000);
        try (Socket socket = open()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    OutputStream out = socket.getOutputStream();
                    out.write((POST + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                    for (int i = 0; i < 50; i++) {
                        out.write((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
                        out.write(piece);
                        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
                    }
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(answer(socket)).contains("\"accepted\":500000,\"refused\":0");
            sending.get();
        }
    }

    @Test
    void fieldsThatTheContractDoesNotHaveAreCounted() throws IOException {
        byte[] body =
                "{\"id\":1,\"colour\":\"red\"}\n{\"id\":2}\n{\"id\":3,\"colour\":1}\n".getBytes(StandardCharsets.UTF_8);

        assertThat(send("", body)).contains("\"drift\":{\"records\":2,\"paths\":{\"$.colour\":2}}");
        assertThat(send("", lines(1))).doesNotContain("drift");
    }
}
