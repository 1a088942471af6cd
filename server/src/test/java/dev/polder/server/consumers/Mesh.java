package dev.polder.server.consumers;

import static org.awaitility.Awaitility.await;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.server.TestTopics;
import dev.polder.server.access.Decisions;
import dev.polder.server.access.DecisionsByHand;
import dev.polder.server.access.GrantsByHand;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jdbi.v3.core.Handle;

/** A broker, a database with grants, people, and one port with its topics. */
final class Mesh implements AutoCloseable {
    static final PortId PORT = PortId.parse("sales.orders.order-lines.v1");

    final KafkaBrokerProcess broker;
    final Database database = TestDatabase.create();
    final Decisions decisions = DecisionsByHand.on(database, Clock.systemUTC());
    final Map<String, Principal> people = new ConcurrentHashMap<>();
    final Queue<AuditEvent> audit = new ConcurrentLinkedQueue<>();
    final TestTopics topics;
    private final boolean ownBroker;
    private final KafkaConsumers consumers;
    private final CredentialService credentials;

    Mesh() {
        this(BrokerConfig.temporary());
    }

    Mesh(BrokerConfig config) {
        this(KafkaBrokerProcess.start(config), true);
        topics.create(PORT);
        topics.create(PORT.inboxTopic(), 1, Map.of());
        start();
    }

    /** Another one, with a database and people of its own, on the same broker. */
    static Mesh beside(Mesh other) {
        Mesh mesh = new Mesh(other.broker, false);
        mesh.start();
        return mesh;
    }

    private Mesh(KafkaBrokerProcess broker, boolean own) {
        this.broker = broker;
        ownBroker = own;
        topics = new TestTopics(broker.clientProperties());
        consumers = new KafkaConsumers(
                database,
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1),
                audit::add,
                decisions,
                new GrantedReaders(decisions.grants(), name -> Optional.ofNullable(people.get(name))),
                () -> Map.of(PORT.topic(), PORT, PORT.deadLetterTopic(), PORT, PORT.inboxTopic(), PORT),
                Clock.systemUTC());
        credentials = consumers.credentials();
    }

    private void start() {
        decisions.onChange(consumers::changed);
        decisions.start();
        consumers.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> consumers.condition().status());
    }

    /** Somebody new; with domains as a developer there. */
    Principal person(String name, String... domains) {
        Map<DomainName, DomainRole> roles = new HashMap<>();
        for (String domain : domains) {
            roles.put(new DomainName(domain), DomainRole.DEVELOPER);
        }
        Principal person = new Principal(name, Principal.Kind.PERSON, Set.of(), Set.<MeshRole>of(), roles);
        people.put(name, person);
        return person;
    }

    Grant grant(String grantee, Duration lasting) {
        return GrantsByHand.give(
                database,
                GrantsByHand.grant(
                        grantee,
                        PORT.address().toString(),
                        "marketing",
                        Instant.now().plus(lasting)));
    }

    void revoke(Grant grant) {
        GrantsByHand.revoke(database, grant);
    }

    /** Has this server find that another one, which is a connection, looks after rights. */
    void loseLockTo(Handle other) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            other.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
                    + " and database = (select oid from pg_database where datname = current_database())"
                    + " and pid <> pg_backend_pid()");
            return Lock.KAFKA_RIGHTS.tryHold(other);
        });
    }

    CredentialService credentials() {
        return credentials;
    }

    /** A client as the printed properties make it. */
    Map<String, Object> client(Principal person) {
        return client(credentials.make(person, CredentialService.Mode.KEEP));
    }

    static Map<String, Object> client(KafkaCredentials credentials) {
        Map<String, Object> client = new HashMap<>(credentials.properties());
        client.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + credentials.user()
                        + "\" password=\"" + credentials.password().orElseThrow() + "\";");
        client.put("auto.offset.reset", "earliest");
        client.put("enable.auto.commit", "false");
        return client;
    }

    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> client) {
        return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** One that reads a topic from its first record on, without a group. */
    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> client, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(client);
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer;
    }

    /** Whether a client may read a topic now. */
    static boolean reads(Map<String, Object> client, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(client, topic)) {
            consumer.poll(Duration.ofMillis(200));
            consumer.position(new TopicPartition(topic, 0));
            return true;
        } catch (TopicAuthorizationException refused) {
            return false;
        }
    }

    /** Polls until records come. */
    static ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> consumer) {
        Instant end = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(end)) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
            if (!records.isEmpty()) {
                return records;
            }
        }
        throw new AssertionError("no record came");
    }

    /** Polls in a loop until Kafka refuses, and returns when it did. */
    static long nanosOfRefusal(KafkaConsumer<byte[], byte[]> consumer) {
        Instant end = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(end)) {
            try {
                consumer.poll(Duration.ofMillis(100));
            } catch (TopicAuthorizationException refused) {
                return System.nanoTime();
            }
        }
        throw new AssertionError("the topic could be read on");
    }

    void write(String topic, String value) {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void close() {
        consumers.close();
        decisions.close();
        database.close();
        if (ownBroker) {
            broker.close();
        }
    }
}
