package dev.polder.server.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.name.PortId;
import dev.polder.server.SettableClock;
import dev.polder.server.TestContracts;
import dev.polder.server.catalog.MeshCatalog;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.database.Lock;
import dev.polder.server.database.SingletonLoop;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.schema.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, a real PostgreSQL and tables on disk. */
class ReconcilerTest {
    private static final String PROMOTIONS = "domains/marketing/promotions/";
    private static final String CONTRACT = PROMOTIONS + "contracts/promotions.odcs.yaml";
    private static final PortId PORT = PortId.parse("marketing.promotions.promotions.v1");
    private static final String FIRST = TestContracts.promotions("""
            - { name: views, logicalType: integer, logicalTypeOptions: { format: i32 } }
            - { name: cost, logicalType: number, physicalType: "DECIMAL(10,2)" }
            - name: place
              logicalType: object
              properties:
                - { name: city, logicalType: string }
            """);
    private static final String SECOND = """
            apiVersion: v3.1.0
            kind: DataContract
            id: marketing.promotions.promotions
            version: 1.1.0
            status: active
            schema:
              - name: promotions
                logicalType: object
                properties:
                  - { name: promotion_id, logicalType: string, required: true, primaryKey: true, description: Its number }
                  - { name: views, logicalType: integer, logicalTypeOptions: { format: i32 } }
                  - { name: cost, logicalType: number, physicalType: "DECIMAL(12,2)" }
                  - name: place
                    logicalType: object
                    properties:
                      - { name: city, logicalType: string }
                      - { name: shelf, logicalType: string }
                  - { name: note, logicalType: string }
            """;

    private static KafkaBrokerProcess broker;

    private final SettableClock clock = new SettableClock();
    private final MeshFiles marketing =
            MeshFiles.retail().only("domains/marketing").with(CONTRACT, FIRST);

    @TempDir
    private Path warehouse;

    private Database database;
    private MeshCatalog catalog;
    private Topics topics;
    private MeshService mesh;
    private SchemaRegistry schemas;
    private PostgresPortStore store;
    private Reconciler reconciler;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void open() {
        DatabaseConfig config = TestDatabase.config();
        database = Database.open(config);
        catalog = MeshCatalog.open(config.url(), config.user(), config.password(), warehouse);
        topics = new Topics(broker.clientProperties(), 2, (short) 1);
        mesh = new MeshService(database, clock);
        schemas = new SchemaRegistry(database, clock);
        store = new PostgresPortStore(database);
        reconciler = new Reconciler(mesh, store, topics, new Tables(catalog.iceberg()), schemas, clock);
    }

    @AfterEach
    void close() {
        topics.delete(PORT);
        topics.close();
        catalog.close();
        database.close();
    }

    @Test
    void whatIsAppliedIsProvisioned() {
        marketing.applyTo(mesh);

        reconciler.pass();

        assertThat(condition().status()).isTrue();
        assertThat(condition().reason()).isEqualTo("Provisioned");
        assertThat(topics.ids()).containsKeys(PORT.topic(), PORT.deadLetterTopic());
        assertThat(catalog.iceberg().namespaceExists(Namespace.of("marketing", "promotions")))
                .isTrue();
        assertThat(table().schema().columns())
                .extracting(Types.NestedField::name)
                .containsExactly("promotion_id", "views", "cost", "place");
        assertThat(table().location()).endsWith("marketing/promotions/promotions_v1");
        ProvisionedPort provisioned = provisioned().orElseThrow();
        assertThat(schemas.all().get(SchemaRegistry.subject(PORT, TopicFormat.AVRO)))
                .containsEntry(provisioned.schemaId(), provisioned.avroSchema());
        String revision = store.revision();
        reconciler.pass();
        assertThat(store.revision()).isEqualTo(revision);
    }

    @Test
    void aDeletedTopicAndADroppedTableComeBack() {
        marketing.applyTo(mesh);
        reconciler.pass();
        String topicId = topics.ids().get(PORT.topic());

        topics.delete(PORT);
        awaitTopicGone();
        reconciler.pass();
        assertThat(topics.ids().get(PORT.topic())).isNotNull().isNotEqualTo(topicId);
        assertThat(condition().message()).contains("topic had been deleted");

        catalog.iceberg().dropTable(MeshCatalog.identifier(PORT), true);
        reconciler.pass();
        assertThat(catalog.table(PORT)).isPresent();
        assertThat(condition().status()).isTrue();
        assertThat(condition().message()).contains("table had been dropped");
    }

    @Test
    void aCompatibleChangeEvolvesTheTableBeforeRecordsAreCheckedAgainstIt() {
        marketing.applyTo(mesh);
        reconciler.pass();
        int firstId = provisioned().orElseThrow().schemaId();

        marketing.with(CONTRACT, SECOND).applyTo(mesh);

        assertThat(provisioned().orElseThrow().port().contract().version()).isEqualTo("1.0.0");
        assertThat(provisioned().orElseThrow().schemaId()).isEqualTo(firstId);

        reconciler.pass();

        assertThat(provisioned().orElseThrow().port().contract().version()).isEqualTo("1.1.0");
        assertThat(provisioned().orElseThrow().schemaId()).isNotEqualTo(firstId);
        assertThat(schemas.all().get(SchemaRegistry.subject(PORT, TopicFormat.AVRO)))
                .hasSize(2)
                .containsKey(firstId);
        Schema schema = table().schema();
        assertThat(schema.findType("cost")).isEqualTo(Types.DecimalType.of(12, 2));
        assertThat(schema.findField("place.shelf").isOptional()).isTrue();
        assertThat(schema.findField("note").isOptional()).isTrue();
        assertThat(schema.findField("promotion_id").doc()).isEqualTo("Its number");
        assertThat(table().properties()).containsEntry(Tables.CONTRACT_VERSION, "1.1.0");
    }

    @Test
    void theContractSaysHowLongDeadLettersAreKept() {
        marketing.with(CONTRACT, FIRST).applyTo(mesh);
        reconciler.pass();
        String first = retention();

        marketing
                .with(CONTRACT, SECOND + "slaProperties:\n  - { property: deadLetterRetention, value: 2, unit: d }\n")
                .applyTo(mesh);
        reconciler.pass();

        assertThat(first).isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
        assertThat(retention()).isEqualTo(Long.toString(Duration.ofDays(2).toMillis()));
    }

    private static String retention() {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, PORT.deadLetterTopic());
        try (Admin admin = Admin.create(new HashMap<>(broker.clientProperties()))) {
            return admin.describeConfigs(List.of(topic))
                    .all()
                    .get()
                    .get(topic)
                    .get("retention.ms")
                    .value();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsRemovedGoesWithItsData() {
        marketing.applyTo(mesh);
        reconciler.pass();

        marketing.without(PROMOTIONS).applyTo(mesh);
        reconciler.pass();

        awaitTopicGone();
        assertThat(catalog.table(PORT)).isEmpty();
        assertThat(catalog.iceberg().namespaceExists(Namespace.of("marketing", "promotions")))
                .isFalse();
        assertThat(store.ports()).isEmpty();
    }

    @Test
    void aPortThatFailsStopsNoOther() {
        PortId orders = PortId.parse("sales.orders.order-lines.v1");
        catalog.iceberg().createNamespace(Namespace.of("marketing"));
        catalog.iceberg().createNamespace(Namespace.of("marketing", "promotions"));
        catalog.iceberg()
                .createTable(
                        MeshCatalog.identifier(PORT),
                        new Schema(Types.NestedField.optional(1, "promotion_id", Types.BooleanType.get())));

        MeshFiles.retail()
                .only("domains/marketing", "domains/sales")
                .with(CONTRACT, FIRST)
                .applyTo(mesh);
        reconciler.pass();

        assertThat(condition().status()).isFalse();
        assertThat(condition().reason()).isEqualTo("TableNotProvisioned");
        assertThat(condition().message()).contains("attempt 1, again in 1 s");
        assertThat(store.port(orders)
                        .orElseThrow()
                        .condition()
                        .orElseThrow()
                        .condition()
                        .status())
                .isTrue();
        topics.delete(orders);
    }

    @Test
    void whileTheBrokerIsAwayTheRestGoesOnAndItRecoversByItself() throws InterruptedException {
        broker.kill();
        try {
            marketing.applyTo(mesh);
            reconciler.pass();

            assertThat(condition().status()).isFalse();
            assertThat(condition().reason()).isEqualTo("TopicMissing");
            assertThat(condition().message()).contains("Kafka does not answer").contains("again in 1 s");
            assertThat(catalog.table(PORT)).isPresent();
            assertThat(provisioned()).isEmpty();
            clock.pass(Duration.ofSeconds(1));
            reconciler.pass();
            assertThat(reached().attempts()).isEqualTo(2);
            assertThat(reached().retryAt()).isEqualTo(clock.instant().plusSeconds(2));
        } finally {
            broker.restart();
        }
        clock.pass(Duration.ofSeconds(2));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            clock.pass(Duration.ofMinutes(1));
            reconciler.pass();
            return condition().status();
        });
        assertThat(reached().attempts()).isZero();
        assertThat(provisioned()).isPresent();
    }

    @Test
    void oneServerProvisionsAndAnotherTakesOver() {
        try (SingletonLoop first = loop();
                SingletonLoop second = loop()) {
            first.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> locks() == 1);
            second.start();
            marketing.applyTo(mesh);
            await().atMost(Duration.ofSeconds(30)).until(() -> provisioned().isPresent());
            assertThat(locks()).isEqualTo(1);

            first.close();
            marketing.with(CONTRACT, SECOND).applyTo(mesh);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> provisioned()
                            .orElseThrow()
                            .port()
                            .contract()
                            .version()
                            .equals("1.1.0"));
        }
        assertThat(locks()).isZero();
    }

    private SingletonLoop loop() {
        return new SingletonLoop(database, Lock.RECONCILE, reconciler::pass, Duration.ofMillis(100));
    }

    private int locks() {
        return database.withHandle(
                handle -> handle.createQuery("""
                        select count(*) from pg_locks join pg_database on pg_database.oid = pg_locks.database
                        where locktype = 'advisory' and granted and datname = current_database()
                        """).mapTo(Integer.class).one());
    }

    private void awaitTopicGone() {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        !topics.ids().containsKey(PORT.topic()) && !topics.ids().containsKey(PORT.deadLetterTopic()));
    }

    private Table table() {
        return catalog.table(PORT).orElseThrow();
    }

    private Optional<ProvisionedPort> provisioned() {
        return new ProvisionedPorts(database, mesh).find(PORT);
    }

    private PortState.Reached reached() {
        return store.port(PORT).flatMap(PortState::condition).orElseThrow();
    }

    private Condition condition() {
        return reached().condition();
    }
}
