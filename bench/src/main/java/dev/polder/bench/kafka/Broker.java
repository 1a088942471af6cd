package dev.polder.bench.kafka;

import dev.polder.bench.Programs;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** A broker as {@code polder up} runs it, without passwords: what a record costs is the same, and every peer gets in. */
final class Broker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final String bootstrap;

    private Broker(Process process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /**
     * Starts a broker and waits until it answers.
     *
     * @param port for clients; the next one is the controller's
     */
    static Broker start(Programs programs, Path directory, int port) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path properties = directory.resolve("server.properties");
        Path format = directory.resolve("format.properties");
        Path log = directory.resolve("broker.log");
        Files.writeString(properties, text(properties(directory, port)));
        Files.writeString(format, "cluster.id=" + Uuid.randomUuid() + "\n");
        List<String> flags = List.of(
                "-Xms64m",
                "-Xmx320m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:+ExitOnOutOfMemoryError");
        Process process = new ProcessBuilder(programs.command(
                        "broker",
                        flags,
                        "dev.polder.broker.BrokerMain",
                        properties.toString(),
                        format.toString(),
                        Long.toString(ProcessHandle.current().pid())))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Broker broker = new Broker(process, "127.0.0.1:" + port);
        Instant limit = Instant.now().plus(PATIENCE);
        while (!broker.answers()) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                String last = Files.readString(log);
                broker.close();
                throw new PolderException(
                        Code.UNAVAILABLE,
                        "The broker did not start:\n" + last.substring(Math.max(0, last.length() - 2_000)),
                        "Run it again when the machine has memory and ports to spare");
            }
            Thread.sleep(100);
        }
        return broker;
    }

    String bootstrap() {
        return bootstrap;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private boolean answers() throws InterruptedException {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", 3000, "default.api.timeout.ms", 5000);
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException | KafkaException notYet) {
            return false;
        }
    }

    private static Map<String, String> properties(Path directory, int port) {
        String client = "127.0.0.1:" + port;
        String controller = "127.0.0.1:" + (port + 1);
        Map<String, String> properties = new TreeMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("log.dirs", directory.resolve("data").toString());
        properties.put("listeners", "CLIENT://" + client + ",CONTROLLER://" + controller);
        properties.put("advertised.listeners", "CLIENT://" + client);
        properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "CLIENT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", Integer.toString(8 << 20));
        properties.put("log.segment.bytes", Integer.toString(128 << 20));
        // A run's topic makes room for the next one's.
        properties.put("log.segment.delete.delay.ms", "1000");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "2");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        properties.put("controlled.shutdown.max.retries", "1");
        return properties;
    }

    private static String text(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
