package dev.polder.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.server.TestTopics;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.embedded.LoopbackPorts;
import dev.polder.server.mesh.MeshFiles;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's configurations in a Kafka Connect worker that has the plug-ins as somebody would install them. */
class ConnectGuideTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Path ROOT = Path.of(System.getProperty("polder.root"));
    private static final PortId PORT = PortId.parse("marketing.promotions.promotions.v1");
    private static final String PATH = "/v1/domains/marketing/products/promotions/ports/promotions";
    private static final String PARTNER = "partner.promotions";
    private static final String REFUSED = "partner.promotions.refused";
    private static final String BAD = "{\"promotion_id\":\"A\",\"media\":[\"E-MAIL\"]}";

    @TempDir
    private Path directory;

    private int port;

    @Test
    void theConnectorsOfTheGuideDoWhatTheGuideSays() throws Exception {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        Files.createSymbolicLink(
                plugins.resolve("polder"), Path.of(System.getProperty("polder.home"), "lib", "connect"));
        Files.write(directory.resolve("promotions.ndjson"), List.of(good('A'), BAD, good('B')));
        try (KafkaBrokerProcess broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
                WiredServer server = new WiredServer(
                        Clock.systemUTC(),
                        new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1))) {
            provision(server);
            TestTopics topics = new TestTopics(broker.clientProperties());
            topics.create(PARTNER, 1, Map.of());
            send(broker.clientProperties(), good('C'), BAD, good('D'));

            Process worker = worker(broker, server);
            try {
                await().atMost(PATIENCE)
                        .failFast("the worker ended", () -> !worker.isAlive())
                        .untilAsserted(() -> {
                            assertThat(directory.resolve("promotions.out")).exists();
                            assertThat(Files.readString(directory.resolve("promotions.out")))
                                    .contains("promotion_id=AAAAAAAAAAAAAAAA", "promotion_id=BBBBBBBBBBBBBBBB");
                            assertThat(directory.resolve("partner.out")).hasContent(good('C') + "\n" + good('D'));
                            assertThat(topics.committed(REFUSED)).hasSize(1);
                        });
                assertThat(topics.committed(PORT.topic())).hasSize(2);
                assertThat(log()).contains("RECORD_PATTERN $.promotion_id").contains("RECORD_PATTERN $.media[0]");
                assertThat(log()).doesNotContain("NoClassDefFoundError", "LinkageError", "NoSuchMethodError");
                assertThat(plugIns())
                        .contains("dev.polder.connect.ContractConverter")
                        .contains("dev.polder.connect.CheckRecord");
                ConsumerRecord<byte[], byte[]> letter =
                        topics.committed(REFUSED).get(0);
                assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo(BAD);
                assertThat(TestTopics.headers(letter).get("__connect.errors.exception.message"))
                        .contains("RECORD_PATTERN $.promotion_id")
                        .contains("RECORD_PATTERN $.media[0]");
            } finally {
                worker.destroyForcibly().waitFor();
            }
        }
    }

    private static String good(char letter) {
        return "{\"promotion_id\":\"" + String.valueOf(letter).repeat(16) + "\",\"media\":[\"email\"]}";
    }

    private static void provision(WiredServer server) {
        server.start();
        server.change(MeshFiles.retail().only("domains/marketing"));
        await().atMost(PATIENCE)
                .until(() -> server.send("GET", PATH + "/gate", WiredServer.ADMIN, "")
                                .statusCode()
                        == 200);
    }

    private static void send(Map<String, String> client, String... values)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(new HashMap<>(client), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(PARTNER, value.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    /** A worker whose class path has nothing of ours. */
    private Process worker(KafkaBrokerProcess broker, WiredServer server) throws IOException {
        Path token = Files.writeString(directory.resolve("polder.token"), WiredServer.ADMIN + "\n");
        port = LoopbackPorts.free();
        Map<String, String> here = new HashMap<>(Map.of(
                "/opt/connect-plugins",
                directory.resolve("plugins").toString(),
                "/var/lib/connect/",
                directory + "/",
                "/data/",
                directory + "/",
                "/run/secrets/polder.token",
                token.toString(),
                "http://127.0.0.1:7480",
                server.url(),
                "http://127.0.0.1:8083",
                "http://127.0.0.1:" + port));
        Properties worker = configuration("worker", here);
        for (String prefix : List.of("", "producer.", "consumer.", "admin.")) {
            broker.clientProperties().forEach((name, value) -> worker.put(prefix + name, value));
        }
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                ROOT.resolve("connect/worker/target/lib") + File.separator + "*",
                                "org.apache.kafka.connect.cli.ConnectStandalone",
                                stored("worker", worker)),
                        Stream.of("promotions-in", "promotions-out", "partner-out")
                                .map(name -> stored(name, configuration(name, here))))
                .toList();
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("worker.log").toFile())
                .start();
    }

    /** A configuration of the guide, with what is elsewhere here. */
    private static Properties configuration(String name, Map<String, String> here) {
        try {
            String guide = Files.readString(ROOT.resolve("docs/guide/producing.md"));
            String title = "```properties\n# " + name + ".properties\n";
            int start = guide.indexOf(title);
            assertThat(start).as(name).isPositive();
            String text = guide.substring(start + title.length(), guide.indexOf("```", start + title.length()));
            for (Map.Entry<String, String> place : here.entrySet()) {
                text = text.replace(place.getKey(), place.getValue());
            }
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            return properties;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String stored(String name, Properties properties) {
        Path file = directory.resolve(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return file.toString();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("worker.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String plugIns() throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + "/connector-plugins?connectorsOnly=false");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
