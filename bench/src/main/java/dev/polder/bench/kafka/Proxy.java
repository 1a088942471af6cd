package dev.polder.bench.kafka;

import com.sun.net.httpserver.HttpServer;
import dev.polder.bench.FreePorts;
import dev.polder.bench.Programs;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kroxylicious in front of the broker, with its filter that checks every record's value against a JSON Schema. The filter takes the
 * schema from an Apicurio Registry; what it asks there, once, is answered here.
 */
public final class Proxy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final HttpServer registry;
    private final int port;

    private Proxy(Process process, HttpServer registry, int port) {
        this.process = process;
        this.registry = registry;
        this.port = port;
    }

    /**
     * Starts a proxy and waits until it listens.
     *
     * @param broker address of the broker behind it
     * @param schema that every value must keep
     */
    public static Proxy start(Programs programs, Path directory, String broker, String schema)
            throws IOException, InterruptedException {
        HttpServer registry = registry(schema);
        int port = FreePorts.withNeighbours(1);
        Path config = Files.writeString(directory.resolve("proxy.yaml"), """
                virtualClusters:
                  - name: bench
                    targetCluster: { bootstrapServers: "%s" }
                    clusterNetworkAddressConfigProvider: { type: LoopbackAddresses, config: { port: %d } }
                filterDefinitions:
                  - name: validate
                    type: RecordValidation
                    config:
                      rules: []
                      defaultRule:
                        valueRule:
                          schemaValidationConfig: { apicurioGlobalId: 1, apicurioRegistryUrl: "http://127.0.0.1:%d" }
                          allowNulls: false
                defaultFilters: [validate]
                """.formatted(
                        broker, port, registry.getAddress().getPort()));
        Path log = directory.resolve("proxy.log");
        Process process = new ProcessBuilder(programs.command(
                        "bench-proxy",
                        List.of("-Xms256m", "-Xmx512m"),
                        "dev.polder.bench.proxy.ProxyMain",
                        config.toString(),
                        Long.toString(ProcessHandle.current().pid())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Proxy proxy = new Proxy(process, registry, port);
        Instant limit = Instant.now().plus(PATIENCE);
        while (!proxy.listens()) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                String said = Files.readString(log);
                proxy.close();
                throw new PolderException(
                        Code.UNAVAILABLE,
                        "The proxy did not start:\n" + said.substring(Math.max(0, said.length() - 2_000)),
                        "Run it again when the machine has memory and ports to spare");
            }
            Thread.sleep(100);
        }
        return proxy;
    }

    /** Where a client finds it in place of the broker. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /**
     * Fails when an invalid record passes: a peer that checks nothing would look fast.
     *
     * @param client security settings of the broker's clients
     */
    public void mustRefuse(byte[] invalid, byte[] valid, Admin admin, Map<String, Object> client)
            throws ExecutionException, InterruptedException {
        String topic = "proxy";
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        Map<String, Object> settings = new HashMap<>(Producing.SETTINGS);
        settings.putAll(client);
        settings.put("bootstrap.servers", bootstrap());
        settings.put("value.serializer", ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            producer.send(new ProducerRecord<>(topic, valid)).get();
            try {
                producer.send(new ProducerRecord<>(topic, invalid)).get();
            } catch (ExecutionException refused) {
                if (refused.getCause() instanceof InvalidRecordException) {
                    return;
                }
                throw refused;
            }
            throw new IllegalStateException("the proxy checks nothing");
        } finally {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() throws InterruptedException {
        registry.stop(0);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** One schema under every id. */
    private static HttpServer registry(String schema) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = schema.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            boolean references = exchange.getRequestURI().getPath().endsWith("/references");
            byte[] body = references ? "[]".getBytes(StandardCharsets.UTF_8) : answer;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Registry-ArtifactType", "JSON");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
