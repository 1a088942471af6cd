package dev.polder.server.inbox;

import static dev.polder.server.inbox.InboxTopics.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From {@code pipeline.yaml} to the port's topic, as producers and people see it. */
class InboxesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PIPELINE = "domains/marketing/promotions/pipeline.yaml";
    private static final PortId PORT = PortId.parse("marketing.promotions.promotions.v1");
    private static final String PATH = "/v1/domains/marketing/products/promotions/ports/promotions";
    private static final String GOOD = "{\"promotion_id\":\"AAAAAAAAAAAAAAAB\",\"media\":[\"email\"]}";

    private static KafkaBrokerProcess broker;
    private static InboxTopics topics;
    private static WiredServer server;

    @BeforeAll
    static void start() throws ExecutionException, InterruptedException {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new InboxTopics(broker.clientProperties());
        server = new WiredServer(
                Clock.systemUTC(),
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
        server.start();
        try (Admin admin = Admin.create(new HashMap<String, Object>(broker.clientProperties()))) {
            for (String user : List.of("shop", "till")) {
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "secret-" + user)))
                        .all()
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static void inbox(String settings) {
        server.change(MeshFiles.retail()
                .only("domains/marketing")
                .edited(PIPELINE, text -> text.replace("http: {}", "inbox: " + settings)));
    }

    private static KafkaProducer<byte[], byte[]> as(String user) {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                        + "\" password=\"secret-" + user + "\";");
        properties.put("max.block.ms", "5000");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static boolean canWrite(String user, String topic, String value) {
        try (KafkaProducer<byte[], byte[]> producer = as(user)) {
            producer.send(new ProducerRecord<>(topic, utf8(value))).get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWriterOfTheInboxReachesThePortThroughTheGateOnly() {
        inbox("{ writers: [shop] }");
        await().atMost(PATIENCE).until(() -> canWrite("shop", PORT.inboxTopic(), GOOD));

        await().atMost(PATIENCE).until(() -> topics.committed(PORT.topic()).size() >= 1);
        assertThat(topics.committed(PORT.topic()).get(0).key()).asString().isEqualTo("[\"AAAAAAAAAAAAAAAB\"]");
        assertThat(canWrite("shop", PORT.inboxTopic(), "nonsense")).isTrue();
        await().atMost(PATIENCE)
                .until(() -> topics.committed(PORT.deadLetterTopic()).size() == 1);

        assertThat(canWrite("shop", PORT.topic(), GOOD)).isFalse();
        assertThat(canWrite("shop", PORT.deadLetterTopic(), GOOD)).isFalse();
        assertThat(canWrite("till", PORT.inboxTopic(), GOOD)).isFalse();

        JsonNode described = server.get(PATH);
        assertThat(described.at("/inbox/topic").asString()).isEqualTo(PORT.inboxTopic());
        await().atMost(PATIENCE)
                .until(() -> server.get(PATH).at("/inbox/waiting").asLong(-1) == 0);
        assertThat(Json.text(server.get(PATH).path("conditions")))
                .contains("\"type\":\"InboxForwarded\",\"status\":true,\"reason\":\"Forwarding\"");

        inbox("{ writers: [till] }");
        await().atMost(PATIENCE).until(() -> canWrite("till", PORT.inboxTopic(), GOOD));
        await().atMost(PATIENCE).until(() -> !canWrite("shop", PORT.inboxTopic(), GOOD));
        assertThat(canWrite("till", PORT.topic(), GOOD)).isFalse();
    }

    @Test
    void theProgramOfTheGuideDoesWhatTheGuideSays(@TempDir Path directory) throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("polder.root"), "docs", "guide", "producing.md"));
        inbox("{}");
        await().atMost(PATIENCE)
                .until(() -> server.send("GET", PATH + "/gate", WiredServer.ADMIN, "")
                                .statusCode()
                        == 200);
        Path token = Files.writeString(directory.resolve("token"), WiredServer.ADMIN + "\n");
        Properties properties = new Properties();
        properties.load(new StringReader(block(guide, "properties")));
        properties.putAll(broker.clientProperties());
        properties.put("polder.url", server.url());
        properties.put("polder.token.file", token.toString());
        Path file = directory.resolve("shop.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        Path program = Files.writeString(directory.resolve("Shop.java"), block(guide, "java"));
        int before = topics.committed(PORT.topic()).size();

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString(),
                        file.toString())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("errors")))
                .isZero();
        assertThat(guide)
                .contains("```\n"
                        + printed.lines()
                                .filter(line -> line.startsWith("RECORD"))
                                .findFirst()
                                .orElse(printed) + "\n```");
        assertThat(topics.committed(PORT.topic())).hasSize(before + 1);
    }

    private static String block(String guide, String language) {
        int start = guide.indexOf("```" + language + "\n") + language.length() + 4;
        return guide.substring(start, guide.indexOf("```", start));
    }

    @Test
    void thePlanShowsTheInbox() {
        String body = Json.text(MeshFiles.retail()
                .only("domains/marketing")
                .edited(PIPELINE, text -> text.replace("http: {}", "inbox: { writers: [shop, new-app] }"))
                .body());
        assertThat(server.send("POST", "/v1/mesh:plan", WiredServer.ADMIN, body).body())
                .contains(PORT.inboxTopic());
    }
}
