package dev.polder.server.consumers;

import dev.polder.core.access.Decider;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.database.SingletonLoop;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.http.Routes;
import dev.polder.server.reconcile.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reading of topics as the rest of the server sees it: rights follow decisions by themselves. */
public final class KafkaConsumers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaConsumers.class);
    /** How long a decision that changed unnoticed, by the time of day alone, can stay without effect. */
    private static final Duration INTERVAL = Duration.ofMillis(400);
    /** How long a start waits for Kafka before it goes on without. */
    private static final Duration START = Duration.ofSeconds(15);

    private final Admin admin;
    private final PostgresKafkaUserStore store;
    private final HeldRights held;
    private final RightsReconciler reconciler;
    private final SingletonLoop loop;
    private final CredentialService service;

    /**
     * Starts nothing yet.
     *
     * @param topics of the mesh as they are now, as {@link #topics} has them
     */
    public KafkaConsumers(
            Database database,
            KafkaAccess kafka,
            AuditTrail trail,
            Decider decider,
            Readers readers,
            Supplier<Map<String, PortId>> topics,
            Clock clock) {
        this(database, kafka, trail, decider, readers, topics, HeldRights.PATIENCE, clock);
    }

    KafkaConsumers(
            Database database,
            KafkaAccess kafka,
            AuditTrail trail,
            Decider decider,
            Readers readers,
            Supplier<Map<String, PortId>> topics,
            Duration patience,
            Clock clock) {
        admin = admin(kafka.clientProperties());
        store = new PostgresKafkaUserStore(database);
        RightsAudit audit = new RightsAudit(trail, clock);
        TopicRights rights = new TopicRights(admin);
        ScramUsers scram = new ScramUsers(admin);
        held = new HeldRights(rights, clock, patience);
        reconciler = new RightsReconciler(store, rights, scram, held, audit, decider, readers, topics, clock);
        loop = new SingletonLoop(database, Lock.KAFKA_RIGHTS, reconciler::pass, reconciler::takeAway, INTERVAL);
        service = new CredentialService(
                store,
                scram,
                audit,
                reconciler,
                this::changed,
                new ClientProperties(kafka.clientProperties()),
                kafka.userPrefix(),
                clock);
    }

    /** The topics of ports, each with its port. */
    public static Map<String, PortId> topics(Collection<OutputPort> ports) {
        Map<String, PortId> topics = new HashMap<>();
        for (OutputPort port : ports) {
            PortId id = port.id();
            topics.put(id.topic(), id);
            topics.put(id.deadLetterTopic(), id);
            port.inbox().ifPresent(inbox -> topics.put(id.inboxTopic(), id));
        }
        return topics;
    }

    /** Returns when what ended while no server ran was taken from the broker, or when that does not answer. */
    public void start() {
        loop.start();
        held.start();
        if (!reconciler.awaitFirst(START)) {
            LOG.warn("Kafka does not answer: the rights of its users are as they were when a server last kept them");
        }
    }

    /** To be called when decisions, principals or ports may be others than before; returns at once. */
    public void changed() {
        reconciler.changed();
        loop.trigger();
    }

    /** Whether the broker's rights are as decisions are. */
    public Condition condition() {
        return store.condition();
    }

    CredentialService credentials() {
        return service;
    }

    public Routes routes() {
        return new CredentialRoutes(service);
    }

    @Override
    public void close() {
        held.close();
        loop.close();
        admin.close(Duration.ofSeconds(2));
    }

    private static Admin admin(Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("client.id", "polder-consumers");
        properties.put("request.timeout.ms", "5000");
        properties.put("default.api.timeout.ms", "10000");
        // Otherwise a broker that comes back stays unnoticed for a minute.
        properties.put("reconnect.backoff.max.ms", "1000");
        return Admin.create(properties);
    }
}
