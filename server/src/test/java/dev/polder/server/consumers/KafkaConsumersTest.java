package dev.polder.server.consumers;

import static dev.polder.server.consumers.Mesh.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.GrantsByHand;
import dev.polder.server.config.KafkaConfig;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.tls.TestCertificates;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real clients on a real broker, over TLS. */
class KafkaConsumersTest {
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;

    private static Mesh mesh;

    @BeforeAll
    static void start() {
        mesh = new Mesh(BrokerConfig.temporary(new KafkaConfig.Listener(
                "127.0.0.1", "localhost", Optional.of(new TestCertificates(directory).pkcs12()))));
        mesh.write(PORT.topic(), "an order");
        mesh.write(PORT.deadLetterTopic(), "no order");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    private static void awaitReads(Map<String, Object> client, String topic) {
        await().atMost(A_WHILE).until(() -> Mesh.reads(client, topic));
    }

    @Test
    void whoIsGrantedAPortReadsItsTopicAndARevocationEndsARunningConsumer() {
        Map<String, Object> client = mesh.client(mesh.person("ana"));
        assertThat(Mesh.reads(client, PORT.topic())).isFalse();

        Grant grant = mesh.grant("ana", Duration.ofDays(1));
        awaitReads(client, PORT.topic());
        try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(client)) {
            consumer.subscribe(List.of(PORT.topic()));
            assertThat(Mesh.poll(consumer)).hasSize(1);

            mesh.revoke(grant);

            Mesh.nanosOfRefusal(consumer);
        }
        assertThat(Mesh.reads(client, PORT.topic())).isFalse();
    }

    @Test
    void whatIsPrintedConnectsByTlsAndWhoTrustsNobodyIsNotFooled() {
        Map<String, Object> client = mesh.client(mesh.person("tom", "sales"));

        assertThat(client).containsEntry("security.protocol", "SASL_SSL");
        awaitReads(client, PORT.topic());
        client.remove("ssl.truststore.type");
        client.remove("ssl.truststore.certificates");
        assertThatThrownBy(() -> Mesh.reads(client, PORT.topic())).isInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void theAuditHasUsersAndRightsAndNoPassword() {
        Principal amy = mesh.person("amy", "sales");
        KafkaCredentials made = mesh.credentials().make(amy, CredentialService.Mode.KEEP);
        awaitReads(Mesh.client(made), PORT.topic());
        mesh.person("amy");

        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThat(mesh.audit)
                        .filteredOn(event -> event.principal().equals("amy"))
                        .extracting(event ->
                                event.action() + event.target().map(" "::concat).orElse(""))
                        .contains(
                                "kafka.credentials.make",
                                "kafka.right.give " + PORT.topic(),
                                "kafka.right.take " + PORT.topic()));
        assertThat(mesh.audit.toString()).doesNotContain(made.password().orElseThrow());
    }

    @Test
    void aGrantThatEndsByItselfEndsARunningConsumer() {
        Map<String, Object> client = mesh.client(mesh.person("eve"));
        Grant grant = mesh.grant("eve", Duration.ofSeconds(3));
        awaitReads(client, PORT.topic());

        try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(client, PORT.topic())) {
            Mesh.nanosOfRefusal(consumer);
        }

        assertThat(Instant.now()).isAfterOrEqualTo(grant.until());
        assertThat(Mesh.reads(client, PORT.topic())).isFalse();
    }

    @Test
    void whoIsNoPrincipalAnyMoreIsNoUserAnyMoreAndReadsNothing() {
        Principal finn = mesh.person("finn", "sales");
        Map<String, Object> client = mesh.client(finn);
        awaitReads(client, PORT.topic());

        try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(client, PORT.topic())) {
            Mesh.poll(consumer);
            mesh.people.remove("finn");
            Mesh.nanosOfRefusal(consumer);
        }

        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThatThrownBy(() -> Mesh.reads(client, PORT.topic()))
                        .isInstanceOf(SaslAuthenticationException.class));
        assertThat(rulesOf("finn")).isEmpty();
    }

    @Test
    void deadLettersAndInboxesStayInTheirDomain() {
        Map<String, Object> member = mesh.client(mesh.person("mia", "sales"));
        Map<String, Object> granted = mesh.client(mesh.person("gus"));
        mesh.grant("gus", Duration.ofDays(1));
        awaitReads(granted, PORT.topic());
        awaitReads(member, PORT.topic());

        assertThat(Mesh.reads(member, PORT.deadLetterTopic())).isTrue();
        assertThat(Mesh.reads(member, PORT.inboxTopic())).isTrue();
        assertThat(Mesh.reads(granted, PORT.deadLetterTopic())).isFalse();
        assertThat(Mesh.reads(granted, PORT.inboxTopic())).isFalse();
    }

    @Test
    void aGrantWithConditionsGivesNoTopic() {
        Map<String, Object> masked = mesh.client(mesh.person("max"));
        Map<String, Object> filtered = mesh.client(mesh.person("fay"));
        Map<String, Object> limited = mesh.client(mesh.person("lou"));
        conditions("max", Optional.empty(), List.of(), Map.of("email", new Mask.Null()));
        conditions("fay", Optional.empty(), List.of("region == 'EU'"), Map.of());
        conditions("lou", Optional.of(Set.of("id")), List.of(), Map.of());
        Map<String, Object> free = mesh.client(mesh.person("kim"));
        mesh.grant("kim", Duration.ofDays(1));
        awaitReads(free, PORT.topic());

        assertThat(List.of(masked, filtered, limited)).noneMatch(client -> Mesh.reads(client, PORT.topic()));
    }

    private static void conditions(
            String name, Optional<Set<String>> columns, List<String> filters, Map<String, Mask> masks) {
        Grant grant = GrantsByHand.grant(
                name, PORT.address().toString(), "marketing", Instant.now().plus(Duration.ofDays(1)));
        GrantsByHand.give(mesh.database, GrantsByHand.under(grant, columns, filters, masks));
    }

    @Test
    void groupsHaveTheirUsersPrefixAndNobodyWritesToAPort() {
        Map<String, Object> client = mesh.client(mesh.person("pia", "sales"));
        awaitReads(client, PORT.topic());

        client.put("group.id", "somebody-elses");
        try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(client)) {
            consumer.subscribe(List.of(PORT.topic()));
            assertThatThrownBy(() -> Mesh.poll(consumer)).isInstanceOf(GroupAuthorizationException.class);
        }
        // Else the producer may be refused before there is a record to send.
        client.put("enable.idempotence", "false");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(PORT.topic(), new byte[1]))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void groupsOfAUserAreNotThoseOfAnotherWhoseNameBeginsTheSame() {
        Map<String, Object> shorter = mesh.client(mesh.person("ann", "sales"));
        Map<String, Object> longer = mesh.client(mesh.person("ann.b", "sales"));
        awaitReads(shorter, PORT.topic());
        awaitReads(longer, PORT.topic());
        try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(longer)) {
            consumer.subscribe(List.of(PORT.topic()));
            Mesh.poll(consumer);
            consumer.commitSync();
        }

        shorter.put("group.id", longer.get("group.id"));
        try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(shorter)) {
            consumer.subscribe(List.of(PORT.topic()));
            assertThatThrownBy(() -> Mesh.poll(consumer)).isInstanceOf(GroupAuthorizationException.class);
        }
        try (Admin admin = Admin.create(shorter)) {
            String group = longer.get("group.id").toString();
            assertThatThrownBy(() -> admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .hasCauseInstanceOf(GroupAuthorizationException.class);
            assertThatThrownBy(() ->
                            admin.deleteConsumerGroups(List.of(group)).all().get())
                    .hasCauseInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    void groupsThatWereOnceGivenUnderANameAndADotAreTakenAway() {
        KafkaUser user = new KafkaUser("old", "old", Instant.now(), Instant.now(), false);
        AclBinding former = new AclBinding(
                new ResourcePattern(ResourceType.GROUP, "old.", PatternType.PREFIXED),
                rule("User:old", PORT.topic()).entry());
        try (Admin admin = Admin.create(Map.copyOf(mesh.broker.clientProperties()))) {
            TopicRights rights = new TopicRights(admin);
            rights.allow(Map.of(user, Set.of()));
            mesh.topics.call(other -> other.createAcls(List.of(former)).all().get());
            assertThat(rulesOf("old")).hasSize(2).contains(former);

            rights.endFormerGroups(List.of(user));

            assertThat(rulesOf("old")).hasSize(1).doesNotContain(former);
        }
    }

    @Test
    void aGrantThatEndsWhileTheDatabaseIsAwayEndsARunningConsumer() {
        try (Mesh other = Mesh.beside(mesh)) {
            Map<String, Object> brief = other.client(other.person("ida"));
            Map<String, Object> longer = other.client(other.person("ivy"));
            other.grant("ivy", Duration.ofDays(1));
            Grant ending = other.grant("ida", Duration.ofSeconds(5));
            awaitReads(brief, PORT.topic());
            awaitReads(longer, PORT.topic());
            other.database.close();

            try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(brief, PORT.topic())) {
                Mesh.nanosOfRefusal(consumer);
            }

            assertThat(Instant.now()).isAfterOrEqualTo(ending.until());
            assertThat(Mesh.reads(longer, PORT.topic())).isTrue();
        }
    }

    @Test
    void rightsThatNobodyCouldAskForAreTakenAwayAfterAWhile() {
        KafkaUser user = new KafkaUser("hal", "hal", Instant.now(), Instant.now(), false);
        try (Admin admin = Admin.create(Map.copyOf(mesh.broker.clientProperties()));
                HeldRights held = new HeldRights(new TopicRights(admin), Clock.systemUTC(), Duration.ofSeconds(2))) {
            new TopicRights(admin).allow(Map.of(user, Set.of(PORT.topic())));
            held.confirm(Map.of(user, Map.of(PORT.topic(), Optional.empty())));
            held.start();

            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(rulesOf("hal")).doesNotContain(rule("User:hal", PORT.topic())));
            assertThat(held.taken()).containsExactly(Map.entry(user, Set.of(PORT.topic())));
        }
    }

    @Test
    void aServerThatDoesNotGiveRightsTakesThemAway() {
        try (Mesh other = Mesh.beside(mesh);
                Handle holder = other.database.open()) {
            Map<String, Object> client = other.client(other.person("uma"));
            Grant grant = other.grant("uma", Duration.ofDays(1));
            awaitReads(client, PORT.topic());
            other.loseLockTo(holder);

            other.revoke(grant);

            await().atMost(A_WHILE).until(() -> !Mesh.reads(client, PORT.topic()));
        }
    }

    @Test
    void aRotatedPasswordReplacesTheOldOne() {
        Principal rob = mesh.person("rob", "sales");
        Map<String, Object> old = mesh.client(rob);
        awaitReads(old, PORT.topic());

        assertThatThrownBy(() -> mesh.credentials().make(rob, CredentialService.Mode.KEEP))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS));
        Map<String, Object> fresh = Mesh.client(mesh.credentials().make(rob, CredentialService.Mode.ROTATE));

        await().atMost(A_WHILE).until(() -> Mesh.reads(fresh, PORT.topic()));
        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThatThrownBy(() -> Mesh.reads(old, PORT.topic()))
                        .isInstanceOf(SaslAuthenticationException.class));
        assertThat(mesh.credentials().show(rob).password()).isEmpty();
    }

    @Test
    void nobodyBecomesAUserOfTheClusterThatWasThereBefore() {
        Principal polder = mesh.person("polder");

        assertThatThrownBy(() -> mesh.credentials().make(polder, CredentialService.Mode.ROTATE))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS))
                .hasMessage("The Kafka cluster has a user 'polder' that was not made here");
    }

    @Test
    void whoEndsTheirCredentialsIsForgottenByTheCluster() {
        Principal ned = mesh.person("ned", "sales");
        Map<String, Object> client = mesh.client(ned);
        awaitReads(client, PORT.topic());

        mesh.credentials().remove(ned);

        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThatThrownBy(() -> Mesh.reads(client, PORT.topic()))
                        .isInstanceOf(SaslAuthenticationException.class));
        assertThat(rulesOf("ned")).isEmpty();
        awaitReads(mesh.client(ned), PORT.topic());
    }

    @Test
    void whatSomebodyDidToTheBrokersRightsIsRepairedAndForeignRulesStay() {
        Map<String, Object> client = mesh.client(mesh.person("tia", "sales"));
        awaitReads(client, PORT.topic());
        Map<String, Object> stranger = mesh.client(mesh.person("sly"));
        AclBinding foreign = rule("User:legacy", PORT.topic());
        AclBinding elsewhere = rule("User:tia", "metrics");

        mesh.topics.call(admin -> admin.deleteAcls(
                        List.of(rule("User:tia", PORT.topic()).toFilter()))
                .all()
                .get());
        mesh.topics.call(admin -> admin.createAcls(List.of(foreign, elsewhere, rule("User:sly", PORT.topic())))
                .all()
                .get());

        await().atMost(Duration.ofSeconds(20)).until(() -> Mesh.reads(client, PORT.topic()));
        await().atMost(Duration.ofSeconds(20)).until(() -> !Mesh.reads(stranger, PORT.topic()));
        assertThat(rulesOf("legacy")).contains(foreign);
        assertThat(rulesOf("tia")).contains(elsewhere);
    }

    private static AclBinding rule(String principal, String topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private static List<AclBinding> rulesOf(String user) {
        try (Admin admin = Admin.create(Map.copyOf(mesh.broker.clientProperties()))) {
            return admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                    .filter(rule -> rule.entry().principal().equals("User:" + user))
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
