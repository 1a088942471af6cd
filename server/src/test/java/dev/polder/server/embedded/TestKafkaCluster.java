package dev.polder.server.embedded;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** Two brokers and the controller that they share, each a process of its own, so that one broker can go while the other stays. */
public final class TestKafkaCluster implements AutoCloseable {
    /** The brokers' ids. */
    public static final List<Integer> BROKERS = List.of(2, 3);

    private static final int CONTROLLER = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final Map<Integer, Integer> ports = new TreeMap<>();
    private final Map<Integer, ChildProcess> processes = new TreeMap<>();
    private final Admin admin;

    private TestKafkaCluster(Path directory) {
        this.directory = directory;
        for (int node = CONTROLLER; node <= CONTROLLER + BROKERS.size(); node++) {
            int port = LoopbackPorts.free();
            while (ports.containsValue(port)) {
                port = LoopbackPorts.free();
            }
            ports.put(node, port);
        }
        admin = Admin.create(Map.copyOf(clientProperties()));
    }

    /** Starts all and waits until both brokers are there. */
    public static TestKafkaCluster start(Path directory) throws IOException {
        TestKafkaCluster cluster = new TestKafkaCluster(directory);
        String id = Uuid.randomUuid().toString();
        for (int node : cluster.ports.keySet()) {
            Path files = Files.createDirectories(cluster.files(node));
            store(files.resolve("server.properties"), cluster.properties(node));
            store(files.resolve("format.properties"), Map.of("cluster.id", id));
            cluster.launch(node);
        }
        cluster.awaitBrokers();
        return cluster;
    }

    /** Where the brokers are. They ask for no password. */
    public Map<String, String> clientProperties() {
        return Map.of(
                "bootstrap.servers",
                String.join(",", BROKERS.stream().map(this::address).toList()));
    }

    /** Where one broker is. */
    public Map<String, String> clientProperties(int broker) {
        return Map.of("bootstrap.servers", address(broker));
    }

    /** A client that is closed with the cluster. */
    public Admin admin() {
        return admin;
    }

    /** Ends a broker without warning, as a crash would. */
    public void kill(int broker) throws InterruptedException {
        processes.get(broker).kill();
        processes.get(broker).awaitExit(Duration.ofSeconds(10));
    }

    /** Asks a broker to stop, which hands its partitions over first. */
    public void stop(int broker) throws InterruptedException {
        processes.get(broker).stop(Child.StopSignal.TERMINATE, Duration.ofSeconds(30));
    }

    /** Lets a broker do nothing, as a machine that pauses would, until {@link #thaw}. */
    public void freeze(int broker) throws InterruptedException {
        processes.get(broker).freeze();
    }

    public void thaw(int broker) throws InterruptedException {
        processes.get(broker).thaw();
    }

    /** Starts a broker again that was ended, and waits until both are there. */
    public void restart(int broker) throws IOException {
        launch(broker);
        awaitBrokers();
    }

    @Override
    public void close() {
        admin.close();
        processes.values().forEach(ChildProcess::kill);
    }

    private void launch(int node) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JavaRuntime.current().executable().toString(),
                "-Xms32m",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(ClassPath.of(Path.of(System.getProperty("polder.home"), "lib", "broker"))
                .flags());
        command.add("dev.polder.broker.BrokerMain");
        command.add(files(node).resolve("server.properties").toString());
        command.add(files(node).resolve("format.properties").toString());
        command.add(Long.toString(ProcessHandle.current().pid()));
        processes.put(
                node,
                ChildProcess.start(
                        new ProcessBuilder(command).directory(files(node).toFile()),
                        new RotatingLog(directory.resolve("node-" + node + ".log"), 10 << 20, 1)));
    }

    private void awaitBrokers() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            processes.forEach((node, process) -> {
                if (!process.isAlive()) {
                    throw new AssertionError("node " + node + " ended:\n"
                            + String.join("\n", process.log().lastLines()));
                }
            });
            return registered().containsAll(BROKERS);
        });
    }

    private List<Integer> registered() throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        } catch (ExecutionException notYet) {
            return List.of();
        }
    }

    private String address(int node) {
        return "127.0.0.1:" + ports.get(node);
    }

    private Path files(int node) {
        return directory.resolve("node-" + node);
    }

    private Map<String, String> properties(int node) {
        Map<String, String> properties = new TreeMap<>();
        boolean isController = node == CONTROLLER;
        properties.put("process.roles", isController ? "controller" : "broker");
        properties.put("node.id", Integer.toString(node));
        properties.put("log.dirs", files(node).resolve("data").toString());
        properties.put("listeners", (isController ? "CONTROLLER://" : "CLIENT://") + address(node));
        properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", CONTROLLER + "@" + address(CONTROLLER));
        if (!isController) {
            properties.put("inter.broker.listener.name", "CLIENT");
        }
        properties.put("auto.create.topics.enable", "false");
        properties.put("unclean.leader.election.enable", "false");
        properties.put("log.segment.bytes", Integer.toString(64 << 20));
        properties.put("offsets.topic.num.partitions", "2");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        properties.put("log.cleaner.io.buffer.size", Integer.toString(128 << 10));
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        // How long a broker that was killed counts as one that is there.
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        return properties;
    }

    private static void store(Path file, Map<String, String> entries) throws IOException {
        Properties properties = new Properties();
        properties.putAll(entries);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Files.writeString(file, text.toString());
    }
}
