package dev.polder.server;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.query.MaskKey;
import dev.polder.server.audit.AuditConfig;
import dev.polder.server.catalog.MeshCatalog;
import dev.polder.server.config.GatewayConfig;
import dev.polder.server.config.IdentityConfig;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.http.Health;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Tokens;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.ProvisionedByHand;
import dev.polder.server.schema.SchemaRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import tools.jackson.databind.JsonNode;

/**
 * All features of the server behind HTTP, on a real PostgreSQL and with a Kafka cluster that is away: nothing goes on by itself,
 * so a test says what is provisioned and what is published.
 */
public final class WiredServer implements AutoCloseable {
    public static final String ADMIN = "the-admin-token";
    public static final String PROCESS = "the-process-token";

    private static final Health HEALTH = () ->
            List.of(new Health.Part("server", Health.State.READY, Optional.of(1L), Instant.EPOCH, 0, Optional.empty()));
    private static final KafkaAccess NO_KAFKA = new KafkaAccess(
            "127.0.0.1:9", Map.of("bootstrap.servers", "127.0.0.1:9", "max.block.ms", "500"), Optional.empty(), 1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Database database;
    private final Path warehouse;
    private final MeshCatalog catalog;
    private final MeshService mesh;
    private final Features features;
    private final HttpServer http;

    public WiredServer(Clock clock) {
        this(clock, NO_KAFKA);
    }

    /** With a Kafka cluster that answers. */
    public WiredServer(Clock clock, KafkaAccess kafka) {
        this(clock, kafka, IdentityConfig.DEFAULT);
    }

    /** With a provider of identities. */
    public WiredServer(Clock clock, IdentityConfig identity) {
        this(clock, NO_KAFKA, identity);
    }

    private WiredServer(Clock clock, KafkaAccess kafka, IdentityConfig identity) {
        DatabaseConfig config = TestDatabase.config();
        database = Database.open(config);
        mesh = new MeshService(database, clock);
        try {
            String password = config.password();
            warehouse = Files.createTempDirectory("polder-warehouse-");
            catalog = MeshCatalog.open(config.url(), config.user(), password, warehouse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        features = new Features(
                database,
                catalog,
                kafka,
                GatewayConfig.DEFAULT,
                AuditConfig.in(warehouse.resolve("data")),
                new Tokens(ADMIN, PROCESS),
                identity,
                MaskKey.of("a secret of the tests"),
                HEALTH,
                heard -> {},
                PrivacyConfig.in(warehouse.resolve("data")),
                clock);
        http = new HttpServer(HttpConfig.loopback(0), features.identities(), features.routes());
        http.start();
    }

    /** Lets what goes on by itself go on: then {@link #change} is provisioned. */
    public void start() {
        features.start();
    }

    /** Applies a mesh. */
    public void change(MeshFiles files) {
        assertApplied(send("POST", "/v1/mesh:apply", ADMIN, Json.text(files.body(true, true))));
    }

    public String url() {
        return http.url();
    }

    /** Ends the answers; what goes on by itself goes on. */
    public void stopAnswering() {
        http.close();
    }

    private static void assertApplied(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    /** Applies a mesh and says of all its ports that they are provisioned. */
    public void apply(MeshFiles files) {
        files.applyTo(mesh);
        ProvisionedByHand.all(database, mesh, new SchemaRegistry(database, Clock.systemUTC()));
    }

    /** Makes a new snapshot of a port's table the published one, and returns its id. */
    public long publish(PortId port) {
        Table table = table(port);
        table.newAppend().set("polder.offsets", "{}").commit();
        return table.currentSnapshot().snapshotId();
    }

    /** Gives a port's table a first snapshot that nobody landed or ran. */
    public void branch(PortId port) {
        table(port).newAppend().commit();
    }

    private Table table(PortId port) {
        TableIdentifier identifier = MeshCatalog.identifier(port);
        Namespace domain = Namespace.of(port.namespace().get(0));
        for (Namespace namespace : List.of(domain, identifier.namespace())) {
            if (!catalog.iceberg().namespaceExists(namespace)) {
                catalog.iceberg().createNamespace(namespace);
            }
        }
        if (!catalog.iceberg().tableExists(identifier)) {
            Schema schema = new Schema(Types.NestedField.optional(1, "id", Types.StringType.get()));
            catalog.iceberg().createTable(identifier, schema);
        }
        return catalog.iceberg().loadTable(identifier);
    }

    /** A port's table as it was provisioned. */
    public Table provisioned(PortId port) {
        return catalog.table(port).orElseThrow();
    }

    /** Where tables lie, and keys under {@code data/secrets}. */
    public Path warehouse() {
        return warehouse;
    }

    /** What the records of a port are. */
    public SchemaObject schema(PortId port) {
        return mesh.current().products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .filter(output -> output.id().equals(port))
                .findFirst()
                .orElseThrow()
                .schema();
    }

    public Database database() {
        return database;
    }

    public List<Router.Route> routes() {
        return http.routes();
    }

    /** @param token empty for nobody's */
    public HttpResponse<String> send(String method, String path, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public JsonNode get(String path) {
        return Json.mapper().readTree(send("GET", path, ADMIN, "").body());
    }

    @Override
    public void close() {
        http.close();
        features.close();
        catalog.close();
        database.close();
        try (Stream<Path> files = Files.walk(warehouse)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
