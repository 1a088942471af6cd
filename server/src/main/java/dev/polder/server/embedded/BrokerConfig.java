package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.KafkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where an embedded broker runs and keeps its data.
 *
 * @param home the installed programs: {@code lib/broker/*.jar} stands below it
 * @param directory logs, metadata and properties of the broker
 * @param secrets passwords and client properties, readable by the owner only
 * @param port where clients connect
 * @param controllerPort the metadata quorum's port, on 127.0.0.1
 * @param heapMegabytes the broker's largest heap
 * @param listener where clients connect
 */
public record BrokerConfig(
        Path home,
        Path directory,
        Path secrets,
        int port,
        int controllerPort,
        int heapMegabytes,
        KafkaConfig.Listener listener) {
    public static final int DEFAULT_HEAP_MEGABYTES = 320;

    public BrokerConfig {
        Objects.requireNonNull(home);
        Objects.requireNonNull(directory);
        Objects.requireNonNull(secrets);
        Objects.requireNonNull(listener);
        if (port == controllerPort) {
            throw new IllegalArgumentException("both listeners on port " + port);
        }
    }

    /**
     * A broker for a test: a new directory that goes when this JVM ends, free ports, the programs from the system property {@code
     * polder.home}.
     */
    public static BrokerConfig temporary() {
        return temporary(KafkaConfig.Listener.LOOPBACK);
    }

    /** The same with a listener of its own. */
    public static BrokerConfig temporary(KafkaConfig.Listener listener) {
        try {
            Path directory = Files.createTempDirectory("polder-broker-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(directory)));
            int port = LoopbackPorts.free();
            int controllerPort = LoopbackPorts.free();
            return new BrokerConfig(
                    installedHome(),
                    directory.resolve("kafka"),
                    directory.resolve("secrets"),
                    port,
                    controllerPort,
                    DEFAULT_HEAP_MEGABYTES,
                    listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path directory) {
        try {
            PostgresBinaries.deleteTree(directory);
        } catch (IOException stillInUse) {
            // A broker that was not closed; the system clears its temporary files some day.
        }
    }

    private static Path installedHome() {
        String home = System.getProperty("polder.home");
        if (home == null || !Files.isDirectory(Path.of(home, "lib", "broker"))) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "There is no broker in polder.home = " + home,
                    "Package it first: mvn -q -DskipTests -pl broker package");
        }
        return Path.of(home);
    }
}
