package dev.polder.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.io.FileUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** A Kafka broker as a child process, shared by the tests of the module; clients sign in with SCRAM. */
final class TestBroker {
    private static TestBroker shared;

    private final Map<String, String> client;

    private TestBroker(Map<String, String> client) {
        this.client = Map.copyOf(client);
    }

    static synchronized TestBroker shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** The settings of a client. */
    Map<String, String> client() {
        return client;
    }

    private static TestBroker start() {
        try {
            Path directory = Files.createTempDirectory("polder-broker");
            Path lib = Path.of(System.getProperty("polder.home"), "lib", "broker");
            if (!Files.isDirectory(lib)) {
                throw new IllegalStateException(lib + " is missing: mvn -q -pl broker -am -DskipTests package");
            }
            int port = freePort();
            Path properties = write(directory, port, freePort());
            run(
                            directory,
                            lib,
                            "kafka.tools.StorageTool",
                            "format",
                            "-t",
                            Uuid.randomUuid().toString(),
                            "-c",
                            properties.toString(),
                            "--add-scram",
                            "SCRAM-SHA-256=[name=polder,password=secret]")
                    .waitFor();
            Process process = run(directory, lib, "kafka.Kafka", properties.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, directory)));
            Map<String, String> client = Map.of(
                    "bootstrap.servers",
                    "127.0.0.1:" + port,
                    "security.protocol",
                    "SASL_PLAINTEXT",
                    "sasl.mechanism",
                    "SCRAM-SHA-256",
                    "sasl.jaas.config",
                    jaas("scram.ScramLoginModule", "username=\"polder\" password=\"secret\""));
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> answers(client));
            return new TestBroker(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Process process, Path directory) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FileUtils.deleteQuietly(directory.toFile());
    }

    private static boolean answers(Map<String, String> client) throws Exception {
        try (Admin admin = Admin.create(Map.copyOf(client))) {
            admin.describeCluster().nodes().get();
            return true;
        }
    }

    private static Path write(Path directory, int port, int controllerPort) throws IOException {
        Path file = directory.resolve("server.properties");
        List<String> lines = List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "controller.listener.names=CONTROLLER",
                "listeners=CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "inter.broker.listener.name=CLIENT",
                "listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms=SCRAM-SHA-256",
                "sasl.mechanism.inter.broker.protocol=SCRAM-SHA-256",
                "listener.name.client.scram-sha-256.sasl.jaas.config="
                        + jaas("scram.ScramLoginModule", "username=\"polder\" password=\"secret\""),
                "offsets.topic.replication.factor=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "auto.create.topics.enable=false",
                "log.dirs=" + directory.resolve("data"));
        return Files.write(file, lines);
    }

    private static String jaas(String module, String user) {
        return "org.apache.kafka.common.security." + module + " required " + user + ";";
    }

    private static Process run(Path directory, Path lib, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                lib.resolve("*").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out.log").toFile()))
                .start();
    }

    /** Below the ports that the system gives to clients, so that none of them is in the way. */
    private static int freePort() throws IOException {
        Random random = new Random();
        while (true) {
            int port = 20_000 + random.nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
