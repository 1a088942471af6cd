package dev.polder.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.contract.DataType;
import dev.polder.core.name.PortId;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Tokens;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Iceberg's own REST client against the real server on a real PostgreSQL. */
class CatalogRoutesTest {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()));
    private static final Namespace ORDERS = Namespace.of("sales", "orders");
    private static final TableIdentifier LINES = TableIdentifier.of(ORDERS, "order_lines_v1");

    @TempDir
    static Path directory;

    private static final List<AuditEvent> AUDIT = new CopyOnWriteArrayList<>();

    private static EmbeddedPostgres postgres;
    private static MeshCatalog catalog;
    private static HttpServer server;

    private RESTCatalog process;
    private RESTCatalog admin;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        catalog = MeshCatalog.open(
                postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", directory.resolve("warehouse"));
        server = new HttpServer(
                HttpConfig.loopback(0),
                new Tokens("admin-token", "process-token"),
                List.of(new CatalogRoutes(
                        catalog,
                        new TableReads(
                                CatalogRoutesTest::decide,
                                table -> Optional.of(PortId.parse("sales.orders.order-lines.v1")),
                                AUDIT::add,
                                Clock.systemUTC()),
                        (principal, table) -> {})));
        server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        catalog.close();
        postgres.close();
    }

    @BeforeEach
    void connect() {
        process = client("process-token");
        admin = client("admin-token");
        process.createNamespace(ORDERS, properties("owner", "sales-team"));
    }

    @AfterEach
    void empty() throws IOException {
        for (TableIdentifier table : process.listTables(ORDERS)) {
            process.dropTable(table, false);
        }
        process.dropNamespace(ORDERS);
        process.close();
        admin.close();
    }

    @Test
    void namespacesHaveTwoLevelsAndProperties() {
        assertThat(admin.listNamespaces()).containsExactly(Namespace.of("sales"));
        assertThat(admin.listNamespaces(Namespace.of("sales"))).containsExactly(ORDERS);
        assertThat(admin.loadNamespaceMetadata(ORDERS)).containsEntry("owner", "sales-team");
        assertThat(admin.namespaceExists(Namespace.of("sales", "nothing"))).isFalse();

        process.setProperties(ORDERS, properties("tier", "gold"));

        assertThat(admin.loadNamespaceMetadata(ORDERS)).containsEntry("tier", "gold");
        assertThatThrownBy(() -> process.createNamespace(ORDERS, new HashMap<>()))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> admin.loadNamespaceMetadata(Namespace.of("nowhere")))
                .isInstanceOf(NoSuchNamespaceException.class);
    }

    @Test
    void aTableIsCreatedWhereItsPortSaysAndFoundByEverybody() {
        Table table = process.createTable(LINES, SCHEMA);

        assertThat(table.location()).isEqualTo(catalog.files().location() + "/sales/orders/order_lines_v1");
        assertThat(table.properties()).containsEntry("commit.retry.num-retries", "20");
        assertThat(admin.listTables(ORDERS)).containsExactly(LINES);
        assertThat(admin.loadTable(LINES).schema().sameSchema(SCHEMA)).isTrue();
        assertThat(catalog.table(PortId.parse("sales.orders.order-lines.v1"))).isPresent();
        assertThat(admin.tableExists(TableIdentifier.of(ORDERS, "nothing"))).isFalse();
        assertThatThrownBy(() -> process.createTable(LINES, SCHEMA)).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> process.dropNamespace(ORDERS)).isInstanceOf(NamespaceNotEmptyException.class);
    }

    @Test
    void filesAreAppendedAndReadBackThroughManifests() throws IOException {
        Table table = process.createTable(LINES, SCHEMA);

        table.newAppend().appendFile(file(table, "a", 10)).commit();
        table.newAppend().appendFile(file(table, "b", 32)).commit();

        Table read = admin.loadTable(LINES);
        assertThat(records(read)).isEqualTo(42);
        assertThat(read.snapshots()).hasSize(2);
        assertThat(records(catalog.iceberg().loadTable(LINES))).isEqualTo(42);
    }

    @Test
    void aSchemaEvolves() {
        Table table = process.createTable(LINES, SCHEMA);

        table.updateSchema()
                .renameColumn("name", "title")
                .addColumn("price", Types.DecimalType.of(9, 2))
                .commit();

        Schema schema = admin.loadTable(LINES).schema();
        assertThat(schema.findField("title").fieldId()).isEqualTo(2);
        assertThat(schema.findField("price").type()).isEqualTo(Types.DecimalType.of(9, 2));
    }

    @Test
    void whatIsWrittenToABranchIsPublishedByFastForward() throws IOException {
        Table table = process.createTable(LINES, SCHEMA);
        table.newAppend().appendFile(file(table, "a", 10)).commit();
        table.manageSnapshots().createBranch("audit").commit();

        table.newAppend().appendFile(file(table, "b", 5)).toBranch("audit").commit();

        assertThat(records(admin.loadTable(LINES))).isEqualTo(10);
        table.manageSnapshots().fastForwardBranch("main", "audit").commit();
        assertThat(records(admin.loadTable(LINES))).isEqualTo(15);
    }

    @Test
    void aTableCreatedWithItsFirstDataIsOneCommit() throws IOException {
        Transaction transaction = process.newCreateTableTransaction(LINES, SCHEMA);
        transaction.newAppend().appendFile(file(transaction.table(), "a", 7)).commit();

        assertThat(admin.tableExists(LINES)).isFalse();
        transaction.commitTransaction();

        assertThat(records(admin.loadTable(LINES))).isEqualTo(7);
    }

    @Test
    void concurrentWritersLoseNothing() throws Exception {
        process.createTable(LINES, SCHEMA);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Future<?>> done = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String name = "w" + writer;
            done.add(writers.submit(() -> {
                try (RESTCatalog own = client("process-token")) {
                    for (int i = 0; i < 16; i++) {
                        Table table = own.loadTable(LINES);
                        table.newAppend()
                                .appendFile(file(table, name + "-" + i, 1))
                                .commit();
                    }
                }
                return null;
            }));
        }
        for (Future<?> future : done) {
            future.get();
        }
        writers.shutdown();

        Table table = admin.loadTable(LINES);
        assertThat(records(table)).isEqualTo(64);
        assertThat(SnapshotUtil.currentAncestorIds(table)).hasSize(64);
    }

    @Test
    void aTableIsRenamedAndDropped() {
        process.createTable(LINES, SCHEMA);
        TableIdentifier renamed = TableIdentifier.of(ORDERS, "order_lines_v2");

        process.renameTable(LINES, renamed);

        assertThat(admin.listTables(ORDERS)).containsExactly(renamed);
        assertThat(process.dropTable(renamed, true)).isTrue();
        assertThat(process.dropTable(renamed, true)).isFalse();
        assertThatThrownBy(() -> admin.loadTable(renamed)).isInstanceOf(NoSuchTableException.class);
    }

    @Test
    void aDroppedTableIsRegisteredFromItsMetadata() throws IOException {
        Table table = process.createTable(LINES, SCHEMA);
        table.newAppend().appendFile(file(table, "a", 3)).commit();
        String metadata = ((HasTableOperations) catalog.iceberg().loadTable(LINES))
                .operations()
                .current()
                .metadataFileLocation();
        process.dropTable(LINES, false);

        process.registerTable(LINES, metadata);

        assertThat(records(admin.loadTable(LINES))).isEqualTo(3);
    }

    @Test
    void peopleReadAndOnlyTheProcessingEngineWrites() {
        process.createTable(LINES, SCHEMA);
        Table table = admin.loadTable(LINES);
        List<Runnable> writes = List.of(
                () -> admin.createNamespace(Namespace.of("mine"), new HashMap<>()),
                () -> admin.setProperties(ORDERS, properties("a", "b")),
                () -> admin.createTable(TableIdentifier.of(ORDERS, "mine"), SCHEMA),
                () -> table.updateProperties().set("a", "b").commit(),
                () -> admin.renameTable(LINES, TableIdentifier.of(ORDERS, "mine")),
                () -> admin.dropTable(LINES),
                () -> admin.dropNamespace(ORDERS));

        for (Runnable write : writes) {
            assertThatThrownBy(write::run)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("Only the processing engine writes");
        }
        assertThat(admin.listTables(ORDERS)).containsExactly(LINES);
    }

    @Test
    void nobodyGetsInWithoutAToken() {
        assertThatThrownBy(() -> client("guessed")).isInstanceOf(NotAuthorizedException.class);
    }

    @Test
    void noTableLeavesTheWarehouse() {
        Table table = process.createTable(LINES, SCHEMA);
        String outside = "file://" + directory.resolve("elsewhere");
        TableIdentifier other = TableIdentifier.of(ORDERS, "other");

        assertThatThrownBy(() ->
                        process.buildTable(other, SCHEMA).withLocation(outside).create())
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> process.buildTable(other, SCHEMA)
                        .withLocation(catalog.files().location() + "/../elsewhere")
                        .create())
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> table.updateLocation().setLocation(outside).commit())
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() ->
                        table.updateProperties().set("write.data.path", outside).commit())
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> process.registerTable(other, "file:///etc/passwd"))
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> process.createTable(TableIdentifier.of(ORDERS, ".."), SCHEMA))
                .isInstanceOf(BadRequestException.class);
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void failuresHaveTheFormOfTheSpecification() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.url() + "/iceberg/v1/namespaces/sales%1Forders/tables/nothing"))
                .header("Authorization", "Bearer admin-token")
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("""
                        {"error":{"message":"Table does not exist: sales.orders.nothing",\
                        "type":"NoSuchTableException","code":404}}""");
    }

    @Test
    void lostConnectionsToTheDatabaseAreMadeAnew() throws Exception {
        process.createTable(LINES, SCHEMA);
        for (int i = 0; i < 3; i++) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'polder-catalog'");
            }
            assertThat(process.loadTable(LINES).schema().columns()).hasSize(2);
        }
    }

    @Test
    void noUnfinishedFileStaysBehind() throws IOException {
        Table table = process.createTable(LINES, SCHEMA);
        table.newAppend().appendFile(file(table, "a", 1)).commit();

        try (Stream<Path> files = Files.walk(directory.resolve("warehouse"))) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".unfinished"));
        }
    }

    private static Decision decide(ReadQuestion question) {
        Decision.Reason reason = new Decision.Reason("test", Decision.Effect.PERMIT, "the test says so");
        return switch (question.purpose().orElse("")) {
            case "masked" ->
                new Decision(
                        true,
                        new Obligations(Optional.empty(), List.of(), Map.of("name", new Mask.Hash())),
                        List.of(reason));
            case "filtered" ->
                new Decision(true, new Obligations(Optional.empty(), List.of("id > 1"), Map.of()), List.of(reason));
            case "some-columns" ->
                new Decision(true, new Obligations(Optional.of(Set.of("id")), List.of(), Map.of()), List.of(reason));
            case "a-column-less" ->
                new Decision(
                        true,
                        Obligations.NONE,
                        List.of(reason),
                        Optional.of(
                                new DataType.Struct(List.of(new DataType.Field("id", new DataType.Int64(), true)))));
            case "nothing" ->
                new Decision(
                        false,
                        Obligations.NONE,
                        List.of(new Decision.Reason("test", Decision.Effect.DENY, "nobody may")));
            default -> new Decision(true, Obligations.NONE, List.of(reason));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "masked, only with row filters, DENIED",
        "filtered, only with row filters, DENIED",
        "some-columns, only with row filters, DENIED",
        "a-column-less, that its contract does not have (name), DENIED",
        "nothing, nobody may, DENIED",
    })
    void aTableIsNotHandedOutToOneWhoMayNotReadAllOfItNorWithColumnsThatWereNotDecidedAbout(
            String purpose, String why, AuditEvent.Outcome outcome) throws IOException {
        process.createTable(LINES, SCHEMA);
        AUDIT.clear();

        try (RESTCatalog reader = client("admin-token", purpose)) {
            assertThatThrownBy(() -> reader.loadTable(LINES))
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining(why);
            assertThat(reader.listTables(ORDERS)).containsExactly(LINES);
        }

        assertThat(AUDIT).singleElement().satisfies(event -> {
            assertThat(event.action()).isEqualTo("iceberg.load");
            assertThat(event.outcome()).isEqualTo(outcome);
            assertThat(event.target()).contains("sales.orders.order-lines.v1");
            assertThat(event.details()).containsEntry("purpose", purpose);
        });
    }

    @Test
    void aTableIsHandedOutToOneWhoOwesNothingAndTheAuditHoldsIt() {
        process.createTable(LINES, SCHEMA);
        AUDIT.clear();

        assertThat(admin.loadTable(LINES).schema().columns()).hasSize(2);
        assertThat(AUDIT).extracting(AuditEvent::outcome).containsExactly(AuditEvent.Outcome.ALLOWED);
    }

    private static RESTCatalog client(String token) {
        return client(token, "anything");
    }

    private static RESTCatalog client(String token, String purpose) {
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize(
                "polder",
                Map.of(
                        "uri",
                        server.url() + "/iceberg",
                        "token",
                        token,
                        "header." + CatalogRoutes.PURPOSE,
                        purpose,
                        "io-impl",
                        WarehouseFiles.class.getName()));
        return catalog;
    }

    /** Not {@code Map.of}: Iceberg asks the map for a null key. */
    private static Map<String, String> properties(String key, String value) {
        return new HashMap<>(Map.of(key, value));
    }

    private static DataFile file(Table table, String name, long records) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(table.location() + "/data/" + name + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withRecordCount(records)
                .withFileSizeInBytes(1000)
                .build();
    }

    private static long records(Table table) throws IOException {
        long records = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                records += task.file().recordCount();
            }
        }
        return records;
    }
}
