package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.server.TestTopics;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Json;
import dev.polder.server.http.Tokens;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshRoutes;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.privacy.PortSeals;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.reconcile.Provisioning;
import dev.polder.server.reconcile.Topics;
import dev.polder.server.schema.SchemaRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

/** The retail mesh, applied and provisioned, takes an order. */
class MeshPortLookupTest {
    private static final PortAddress ORDER_LINES = PortAddress.parse("sales.orders.order-lines");
    private static final String ORDER = """
            {"order_id":"S-1","sku":"SKU-000001","channel":"store","ordered_at":"2002-01-01T10:00:00Z","quantity":2,
             "unit_price":1.50,"discount":0,"amount":3.00,"currency":"EUR"}
            """;

    @Test
    void aPortTakesRecordsOnceItIsProvisioned() {
        Clock clock = Clock.systemUTC();
        try (KafkaBrokerProcess broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
                Database database = TestDatabase.create();
                TopicWriter writer = new TopicWriter(broker.clientProperties(), "lz4");
                Topics topics = new Topics(broker.clientProperties(), 2, (short) 1)) {
            MeshService mesh = new MeshService(database, clock);
            PortLookup ports = new MeshPortLookup(mesh, new ProvisionedPorts(database, mesh));
            SchemaRegistry schemas = new SchemaRegistry(database, clock);
            InMemoryCatalog catalog = new InMemoryCatalog();
            catalog.initialize("test", Map.of());
            try (Provisioning provisioning = new Provisioning(database, mesh, topics, catalog, schemas, clock);
                    HttpServer http = new HttpServer(
                            HttpConfig.loopback(0),
                            new Tokens("admin", "process"),
                            List.of(
                                    new MeshRoutes(mesh),
                                    new IngestRoutes(
                                            ports,
                                            RecordWriter.through(writer),
                                            writer,
                                            database,
                                            DriftKeeper.NONE,
                                            PortSeals.NONE,
                                            clock)))) {
                http.start();
                String records = http.url() + "/v1/domains/sales/products/orders/ports/order-lines/records";
                assertThat(post(records, ORDER)).contains("NOT_FOUND");

                post(http.url() + "/v1/mesh:apply", Json.text(MeshFiles.retail().body()));
                assertThat(post(records, ORDER)).contains("NOT_READY");
                assertThat(ports.addresses()).contains(ORDER_LINES);
                assertThat(ports.find(ORDER_LINES, OptionalInt.of(2))).isEmpty();
                assertThat(ports.find(PortAddress.parse("customers.customer-360.customer-360"), OptionalInt.empty()))
                        .contains(
                                new PortLookup.MadeByTransform(PortId.parse("customers.customer-360.customer-360.v1")));

                provisioning.start();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> ports.find(ORDER_LINES, OptionalInt.of(1)).orElseThrow()
                                instanceof PortLookup.Provisioned);
                assertThat(post(records, ORDER)).contains("\"accepted\":1,\"refused\":0");
                PortId port = ORDER_LINES.major(1);
                int schemaId = schemas.register(
                        port,
                        TopicFormat.AVRO,
                        new ProvisionedPorts(database, mesh)
                                .find(port)
                                .orElseThrow()
                                .port()
                                .schema()
                                .recordType());
                assertThat(new TestTopics(broker.clientProperties()).read(port.topic()))
                        .singleElement()
                        .satisfies(record -> {
                            assertThat(record.key()).asString().isEqualTo("[\"S-1\",\"SKU-000001\"]");
                            assertThat(ByteBuffer.wrap(record.value()).getInt(1))
                                    .isEqualTo(schemaId);
                        });
            }
        }
    }

    private static String post(String url, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer admin")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
