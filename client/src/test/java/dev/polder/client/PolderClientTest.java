package dev.polder.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a peer that speaks just HTTP; the real server is met in the end-to-end tests. */
class PolderClientTest {
    private static final PortAddress ORDER_LINES = PortAddress.parse("sales.orders.order-lines");
    private static final NamedPort NAMED = NamedPort.parse("sales.orders.order-lines");

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final List<String> requests = new ArrayList<>();
    private final AtomicReference<Answer> answer = new AtomicReference<>();
    private HttpServer peer;
    private PolderClient client;

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        peer.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            answer.get().to(exchange);
            exchange.close();
        });
        peer.start();
        client = new PolderClient(
                URI.create("http://127.0.0.1:" + peer.getAddress().getPort() + "/"), Optional.of("secret"));
    }

    @AfterEach
    void stop() {
        peer.stop(0);
    }

    @Test
    void everyRequestCarriesTheToken() {
        answers(200, "application/json", "{\"address\":\"sales.orders.order-lines\"}");

        Json port = client.port(ORDER_LINES);

        assertThat(port.text("address")).contains("sales.orders.order-lines");
        assertThat(requests).containsExactly("GET /v1/domains/sales/products/orders/ports/order-lines Bearer secret");
    }

    @Test
    void aListIsReadPageByPage() {
        answer.set(exchange -> {
            boolean first = !exchange.getRequestURI().getQuery().contains("pageToken");
            respond(
                    exchange,
                    200,
                    "application/json",
                    first
                            ? "{\"items\":[{\"name\":\"a\"}],\"nextPageToken\":\"x y\"}"
                            : "{\"items\":[{\"name\":\"b\"}],\"nextPageToken\":null}");
        });

        assertThat(client.domains())
                .extracting(item -> item.text("name").orElseThrow())
                .containsExactly("a", "b");
        assertThat(requests.get(1)).startsWith("GET /v1/domains?pageSize=1000&pageToken=x+y ");
    }

    @Test
    void aProblemBecomesAnExceptionWithCodeRemedyAndFindings() {
        answers(409, "application/problem+json", """
                {"status":409,"code":"CONTRACT_BREAKING","detail":"quantity was removed","remedy":"make it v2",
                 "findings":[{"code":"CONTRACT_BREAKING","severity":"error","file":"a.odcs.yaml","line":7,"column":3,
                              "message":"quantity is gone","remedy":"keep it"}]}
                """);

        PolderException refusal = catchThrowableOfType(
                PolderException.class, () -> client.apply(List.of(), new PolderClient.ApplyOptions(false, false)));

        assertThat(refusal.code()).isEqualTo(Code.CONTRACT_BREAKING);
        assertThat(refusal).hasMessage("quantity was removed");
        assertThat(refusal.remedy()).isEqualTo("make it v2");
        assertThat(refusal.findings())
                .singleElement()
                .hasToString("a.odcs.yaml:7:3 CONTRACT_BREAKING quantity is gone → keep it");
    }

    @Test
    void aRefusalThatIsNoProblemDocumentIsExplainedByItsStatus() {
        answers(502, "text/html", "<h1>Bad Gateway</h1>");

        assertThatThrownBy(client::status)
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                .hasMessageContaining("/v1/status answered 502");
    }

    @Test
    void anAnswerThatIsNoJsonIsSaidToBeNone() {
        answers(200, "text/html", "<h1>It works</h1>");

        assertThatThrownBy(client::status)
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.remedy()).contains("--server"));
    }

    @Test
    void whereNoServerListensTheRemedyIsToStartIt() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        PolderClient lonely = new PolderClient(URI.create("http://127.0.0.1:" + free), Optional.empty());

        assertThatThrownBy(lonely::status)
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
                    assertThat(e.remedy()).isEqualTo("start it with: polder up");
                })
                .hasMessage("No Polder server answers at http://127.0.0.1:" + free);
        assertThat(lonely.isReady()).isFalse();
    }

    @Test
    void anAddressWithoutSchemeIsRefused() {
        assertThatThrownBy(() -> new PolderClient(URI.create("localhost:7480"), Optional.empty()))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE));
    }

    @Test
    void aStreamedBodyWithAWrongTokenIsUnauthenticated() {
        answers(401, "application/problem+json", "{}");

        assertThatThrownBy(() -> client.ingest(NAMED, endless(1 << 20), Optional.empty()))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAUTHENTICATED));
    }

    @Test
    void ingestSendsTheBodyItsTypeAndItsKey() {
        answer.set(exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            assertThat(exchange.getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/x-ndjson");
            assertThat(exchange.getRequestHeaders().getFirst("Idempotency-Key")).isEqualTo("k1");
            respond(
                    exchange,
                    200,
                    "application/json",
                    "{\"accepted\":" + body.length
                            + ",\"refused\":1,\"refusals\":[{\"record\":17,\"code\":\"RECORD_TYPE\",\"field\":\"$.quantity\","
                            + "\"message\":\"not a number\",\"value\":\"x\"}],\"deadLetterTopic\":\"t.dead_letter\"}");
        });

        IngestResult result = client.ingest(NAMED, endless(3 << 20), Optional.of("k1"));

        assertThat(result.accepted()).isEqualTo(3 << 20);
        assertThat(result.refusals())
                .containsExactly(
                        new IngestResult.Refusal(17, "RECORD_TYPE", "$.quantity", "not a number", Optional.of("x")));
        assertThat(result.deadLetterTopic()).contains("t.dead_letter");
    }

    @Test
    void aQueryHandsItsRowsOnAndThenSaysWhatItRead() {
        answers(200, "application/json", """
                {"columns":[{"name":"n","type":"BIGINT"},{"name":"s","type":"VARCHAR"}],"rows":[[1,"a"],[2.50,null]],
                 "snapshots":[{"port":"sales.orders.order-lines.v1","snapshotId":9007199254740993,"committedAt":"2026-01-01T00:00:00Z"}],
                 "truncated":true}
                """);
        Collected rows = new Collected();

        QueryRows.Summary summary = client.query("SELECT 1", Optional.of("marketing"), OptionalInt.of(2), rows);

        assertThat(rows.columns)
                .containsExactly(new QueryRows.Column("n", "BIGINT"), new QueryRows.Column("s", "VARCHAR"));
        assertThat(rows.rows)
                .containsExactly(
                        List.of(new Json.Num("1"), new Json.Text("a")), List.of(new Json.Num("2.50"), Json.NULL));
        assertThat(summary.rows()).isEqualTo(2);
        assertThat(summary.truncated()).isTrue();
        assertThat(summary.snapshots())
                .containsExactly(new QueryRows.Snapshot(
                        "sales.orders.order-lines.v1", "9007199254740993", "2026-01-01T00:00:00Z"));
    }

    @Test
    void aQueryWhoseAnswerBreaksOffIsAnErrorAndNotAShortResult() {
        answers(200, "application/json", "{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"}],\"rows\":[[1],[2]");

        assertThatThrownBy(() -> client.query("SELECT 1", Optional.empty(), OptionalInt.empty(), new Collected()))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                .hasMessageContaining("ends early, after 2 rows");
    }

    private static final class Collected implements QueryRows {
        private List<Column> columns = List.of();
        private final List<List<Json>> rows = new ArrayList<>();

        @Override
        public void columns(List<Column> columns) {
            this.columns = columns;
        }

        @Override
        public void row(List<Json> values) {
            rows.add(values);
        }
    }

    /** A body whose length is not known beforehand. */
    private static Body endless(int bytes) {
        return new Body() {
            @Override
            public String mediaType() {
                return "application/x-ndjson";
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.empty();
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                byte[] block = new byte[1 << 16];
                for (int sent = 0; sent < bytes; sent += block.length) {
                    out.write(block);
                }
            }
        };
    }

    private void answers(int status, String type, String body) {
        answer.set(exchange -> respond(exchange, status, type, body));
    }

    private static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
