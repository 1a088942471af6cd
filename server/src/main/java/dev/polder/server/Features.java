package dev.polder.server;

import dev.polder.core.access.Grant;
import dev.polder.core.name.PortId;
import dev.polder.policy.PolicyDecider;
import dev.polder.query.MaskKey;
import dev.polder.server.access.Accesses;
import dev.polder.server.access.Decisions;
import dev.polder.server.access.KnownPrincipals;
import dev.polder.server.access.OpenRequests;
import dev.polder.server.access.PortConsumers;
import dev.polder.server.audit.AuditConfig;
import dev.polder.server.audit.AuditLog;
import dev.polder.server.catalog.CatalogRoutes;
import dev.polder.server.catalog.MeshCatalog;
import dev.polder.server.catalog.TableReads;
import dev.polder.server.config.GatewayConfig;
import dev.polder.server.config.IdentityConfig;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.consumers.GrantedReaders;
import dev.polder.server.consumers.KafkaConsumers;
import dev.polder.server.database.Database;
import dev.polder.server.deadletters.DeadLetters;
import dev.polder.server.describe.Describing;
import dev.polder.server.describe.TopicEnds;
import dev.polder.server.drift.DriftLog;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.http.Health;
import dev.polder.server.http.HealthRoutes;
import dev.polder.server.http.Identities;
import dev.polder.server.http.Routes;
import dev.polder.server.http.SpecRoutes;
import dev.polder.server.http.Tokens;
import dev.polder.server.identity.Identity;
import dev.polder.server.inbox.Inboxes;
import dev.polder.server.ingest.CachedPortLookup;
import dev.polder.server.ingest.GateRoutes;
import dev.polder.server.ingest.IngestRoutes;
import dev.polder.server.ingest.MeshPortLookup;
import dev.polder.server.ingest.RecordWriter;
import dev.polder.server.ingest.TopicWriter;
import dev.polder.server.mesh.MeshRoutes;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.policy.Impact;
import dev.polder.server.policy.ImpactRoutes;
import dev.polder.server.policy.Policies;
import dev.polder.server.policy.PolicyRoutes;
import dev.polder.server.policy.PostgresPolicyVersions;
import dev.polder.server.privacy.Privacy;
import dev.polder.server.privacy.PrivacyRoutes;
import dev.polder.server.query.PublishedPorts;
import dev.polder.server.query.QueryRoutes;
import dev.polder.server.readers.PortUsers;
import dev.polder.server.readers.ReaderLog;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.reconcile.Provisioning;
import dev.polder.server.reconcile.Topics;
import dev.polder.server.runs.LandingService;
import dev.polder.server.runs.LostRuns;
import dev.polder.server.runs.RunRoutes;
import dev.polder.server.runs.RunService;
import dev.polder.server.runs.WorkerRoutes;
import dev.polder.server.schema.SchemaRegistry;
import dev.polder.server.schema.SchemaRoutes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** Everything the server does, wired together over a database, a catalog and a Kafka cluster. */
final class Features implements AutoCloseable {
    private static final int PARTITIONS = 2;

    /** Closed last: what others still do stands in it. */
    private final AuditLog audit;

    private final Policies policies;
    private final Decisions decisions;
    private final Identity identity;
    private final Topics topics;
    private final TopicEnds ends;
    private final TopicWriter letters;
    private final RecordWriter records;
    private final TopicEnds forwarded;
    private final Inboxes inboxes;
    private final Provisioning provisioning;
    private final DeadLetters deadLetters;
    private final DriftLog drift;
    private final Privacy privacy;
    private final ReaderLog readers;
    private final LostRuns lostRuns;
    private final QueryRoutes queries;
    private final KafkaConsumers consumers;
    private final List<Routes> routes = new ArrayList<>();

    /**
     * @param database stays the caller's to close, and so does the catalog
     * @param heartbeat told whenever the processing program asks for work
     * @param keys where the keys are that encrypt columns
     */
    Features(
            Database database,
            MeshCatalog catalog,
            KafkaAccess kafka,
            GatewayConfig gateway,
            AuditConfig auditConfig,
            Tokens own,
            IdentityConfig identityConfig,
            MaskKey maskKey,
            Health health,
            Consumer<Instant> heartbeat,
            PrivacyConfig keys,
            Clock clock) {
        audit = new AuditLog(database, auditConfig, clock);
        routes.add(audit.routes());
        MeshService mesh = new MeshService(database, audit, this::grants, clock);
        SchemaRegistry schemas = new SchemaRegistry(database, clock);
        policies = new Policies(mesh);
        decisions = new Decisions(database, clock, grants -> new PolicyDecider(policies::basis, grants::of));
        policies.onChange(decisions::changed);
        mesh.onChange(decisions::changed);
        identity = new Identity(database, own, identityConfig, mesh::current, Accesses.departures(audit), audit, clock);
        mesh.onChange(identity::meshChanged);
        identity.onChange(decisions::changed);
        routes.addAll(identity.routes());
        topics = new Topics(kafka.clientProperties(), PARTITIONS, (short) kafka.replicationFactor());
        ends = new TopicEnds(topics::ends);
        letters =
                new TopicWriter(kafka.clientProperties(), gateway.compression().type());
        records = switch (gateway.writer()) {
            case DIRECT ->
                RecordWriter.direct(
                        kafka.clientProperties(), gateway.compression().type());
            case PRODUCER -> RecordWriter.through(letters);
        };
        forwarded = new TopicEnds(topics::forwarded);
        provisioning = new Provisioning(database, mesh, topics, catalog.iceberg(), schemas, clock);
        ProvisionedPorts ports = new ProvisionedPorts(database, mesh);
        LandingService landings = new LandingService(database, ports, schemas, clock);
        RunService runs =
                new RunService(database, mesh, ports, port -> published(catalog, port), decisions, audit, clock);
        lostRuns = new LostRuns(runs);
        routes.add(new HealthRoutes(health));
        routes.add(new SpecRoutes());
        readers = new ReaderLog(database, clock);
        routes.add(new CatalogRoutes(
                catalog,
                new TableReads(decisions, table -> port(ports, table), audit, clock),
                (principal, table) -> port(ports, table).ifPresent(port -> readers.loaded(principal, port))));
        routes.add(new MeshRoutes(mesh));
        KnownPrincipals principals = KnownPrincipals.of(identity.principals());
        routes.addAll(Accesses.routes(database, mesh, decisions, principals, audit, clock));
        routes.add(new PolicyRoutes(mesh, new PostgresPolicyVersions(database), clock));
        routes.add(new ImpactRoutes(new Impact(
                mesh, policies, decisions.grants()::all, principals::find, new PortUsers(database, clock), clock)));
        routes.add(new SchemaRoutes(schemas));
        MeshPortLookup lookup = new MeshPortLookup(mesh, ports);
        CachedPortLookup quickLookup = new CachedPortLookup(lookup);
        mesh.onChange(quickLookup::forget);
        provisioning.onChange(quickLookup::forget);
        drift = new DriftLog(database, clock);
        privacy = new Privacy(keys, database, clock);
        routes.add(new IngestRoutes(quickLookup, records, letters, database, drift, privacy, clock));
        routes.add(new GateRoutes(lookup, ports));
        deadLetters = new DeadLetters(
                database, mesh, new MeshPortLookup(mesh, ports), kafka.clientProperties(), drift, privacy, clock);
        routes.add(deadLetters.routes(decisions, audit));
        routes.add(
                PrivacyRoutes.of(privacy, database, ports, catalog, kafka.clientProperties(), schemas, audit, clock));
        inboxes = new Inboxes(database, ports, lookup, schemas, drift, kafka.clientProperties(), clock);
        queries = new QueryRoutes(
                new PublishedPorts(mesh, ports, catalog, privacy), decisions, audit, maskKey, readers::queried, clock);
        routes.add(queries);
        routes.add(new RunRoutes(runs, audit, clock));
        routes.add(new WorkerRoutes(landings, runs, heartbeat, clock));
        consumers = new KafkaConsumers(
                database,
                kafka,
                audit,
                decisions,
                new GrantedReaders(decisions.grants(), identity.principals()::find),
                () -> KafkaConsumers.topics(
                        ports.all().values().stream().map(ProvisionedPort::port).toList()),
                clock);
        decisions.onChange(consumers::changed);
        provisioning.onChange(consumers::changed);
        routes.add(consumers.routes());
        routes.addAll(Describing.routes(
                mesh,
                provisioning,
                landings,
                runs,
                ends,
                forwarded,
                inboxes,
                deadLetters,
                drift,
                new PortConsumers(decisions.grants(), clock),
                new OpenRequests(database),
                health,
                clock));
    }

    List<Routes> routes() {
        return List.copyOf(routes);
    }

    /** Whom the tokens of requests stand for. */
    Identities identities() {
        return identity.bearers();
    }

    /** Starts what goes on by itself: provisioning, the watch over the worker and the index of dead letters. */
    void start() {
        identity.start();
        policies.start();
        decisions.start();
        audit.start();
        consumers.start();
        provisioning.start();
        lostRuns.start();
        deadLetters.start();
        inboxes.start();
        drift.start();
        privacy.start();
        readers.start();
    }

    @Override
    public void close() {
        consumers.close();
        queries.close();
        lostRuns.close();
        deadLetters.close();
        provisioning.close();
        inboxes.close();
        drift.close();
        privacy.close();
        readers.close();
        records.close();
        letters.close();
        ends.close();
        forwarded.close();
        topics.close();
        decisions.close();
        identity.close();
        policies.close();
        audit.close();
    }

    private List<Grant> grants() {
        return decisions.grants().all();
    }

    /** The port whose table that is. */
    private static Optional<PortId> port(ProvisionedPorts ports, TableIdentifier table) {
        return ports.all().keySet().stream()
                .filter(port -> MeshCatalog.identifier(port).equals(table))
                .findFirst();
    }

    private static Optional<Long> published(MeshCatalog catalog, PortId port) {
        return catalog.table(port)
                .map(Table::currentSnapshot)
                .filter(snapshot -> !isBlank(snapshot))
                .map(Snapshot::snapshotId);
    }

    /** Branching a table that nothing was written to makes an empty snapshot; an empty result of a run says whose it is. */
    private static boolean isBlank(Snapshot snapshot) {
        return "0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP))
                && snapshot.summary().keySet().stream().noneMatch(key -> key.startsWith("polder."));
    }
}
