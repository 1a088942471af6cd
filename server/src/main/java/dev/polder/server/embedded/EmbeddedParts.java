package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.DatabaseChoice;
import dev.polder.server.config.KafkaConfig;
import dev.polder.server.config.ServerConfig;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.tls.KeyMaterial;
import dev.polder.server.tls.TlsConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts beside the server: those that the configuration leaves to us run as supervised children, the others are only
 * addresses. Safe for several threads.
 */
public final class EmbeddedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedParts.class);
    private static final long LOG_BYTES = 10 << 20;
    private static final int LOGS_KEPT = 2;

    private final DataDirectory data;
    private final ChildrenFile file;
    private final DatabaseConfig database;
    private final KafkaAccess kafka;
    private final Map<String, SupervisedChild> children = new LinkedHashMap<>();
    private final List<RotatingLog> logs = new ArrayList<>();

    private EmbeddedParts(Path home, ServerConfig config, DataDirectory data, Heartbeat heartbeat)
            throws IOException, InterruptedException {
        this.data = data;
        this.file = new ChildrenFile(data.children());
        StaleChildren.end(file, data.path());
        Optional<JavaRuntime> sparkRuntime =
                config.spark().isNone() ? Optional.empty() : Optional.of(JavaRuntime.forSpark());
        checkPorts(config);
        if (config.database() instanceof DatabaseChoice.Embedded embedded) {
            var postgres = new PostgresDatabase(data.path().resolve("postgres"), data.secrets(), embedded.port());
            this.database = postgres.access();
            supervise(postgres);
        } else {
            this.database = ((DatabaseChoice.External) config.database()).config();
        }
        if (config.kafka() instanceof KafkaConfig.Embedded embedded) {
            var broker = new KafkaBroker(new BrokerConfig(
                    home,
                    data.path().resolve("kafka"),
                    data.secrets(),
                    embedded.port(),
                    embedded.controllerPort(),
                    embedded.heapMegabytes(),
                    embedded.listener()));
            this.kafka = broker.access();
            supervise(broker);
        } else {
            this.kafka = external((KafkaConfig.External) config.kafka());
        }
        if (sparkRuntime.isPresent()) {
            supervise(new SparkProcess(
                    new SparkProcess.Settings(
                            home,
                            data.path().resolve("process"),
                            URI.create(config.http().url(config.http().port())),
                            data.path().resolve("process.token"),
                            trust(config, data),
                            kafka,
                            config.spark(),
                            sparkRuntime.get()),
                    heartbeat));
        }
    }

    /**
     * Ends what a killed server left behind, checks ports and Java versions, and starts all children at once; returns before they
     * are ready.
     *
     * @param home the installed programs
     * @param heartbeat tells when the Spark process asked for work
     * @throws PolderException PORT_TAKEN, JAVA_VERSION, DATA_DIRECTORY: nothing was started then
     */
    public static EmbeddedParts start(Path home, ServerConfig config, DataDirectory data, Heartbeat heartbeat) {
        try {
            EmbeddedParts parts = new EmbeddedParts(home, config, data, heartbeat);
            parts.children.values().forEach(SupervisedChild::start);
            return parts;
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The data directory " + data.path() + " cannot be used: " + e,
                    "Check space and rights of the data directory",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PolderException(Code.UNAVAILABLE, "The start was interrupted", "Start again", e);
        }
    }

    public DatabaseConfig database() {
        return database;
    }

    public KafkaAccess kafka() {
        return kafka;
    }

    /** What every child is doing, in the order they are started. */
    public List<PartStatus> parts() {
        return children.values().stream().map(EmbeddedParts::status).toList();
    }

    /**
     * Waits until the database answers; returns at once when it is not ours.
     *
     * @throws PolderException UNAVAILABLE when it is not ready in time
     */
    public void awaitDatabase(Duration limit) throws InterruptedException {
        SupervisedChild child = children.get(PostgresDatabase.NAME);
        if (child == null) {
            return;
        }
        Instant end = Instant.now().plus(limit);
        while (!status(child).isReady()) {
            if (Instant.now().isAfter(end)) {
                throw new PolderException(
                        Code.UNAVAILABLE,
                        "PostgreSQL is not ready after " + limit.toSeconds() + " s"
                                + status(child)
                                        .message()
                                        .map(reason -> ": " + reason)
                                        .orElse(""),
                        "See " + data.logs().resolve("postgres.log"));
            }
            synchronized (file) {
                file.wait(100);
            }
        }
    }

    /** Stops the Spark process alone: first, while the server still takes its last report. */
    public void stopProcess() {
        stop(SparkProcess.NAME);
    }

    /** Stops all children that still run: the process, the broker, the database, each after the one that uses it. */
    @Override
    public void close() {
        List<String> names = new ArrayList<>(children.keySet());
        for (int index = names.size() - 1; index >= 0; index--) {
            stop(names.get(index));
        }
        for (RotatingLog log : logs) {
            try {
                log.close();
            } catch (IOException e) {
                LOG.warn("Cannot close a log file={} problem={}", log.file(), e.getMessage());
            }
        }
    }

    private void stop(String name) {
        try {
            SupervisedChild child = children.get(name);
            if (child != null) {
                child.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise(Child child) throws IOException {
        RotatingLog log = new RotatingLog(data.logs().resolve(child.name() + ".log"), LOG_BYTES, LOGS_KEPT);
        logs.add(log);
        children.put(
                child.name(), new SupervisedChild(child, log, Backoff.DEFAULT, Clock.systemUTC(), this::recordStates));
    }

    private void recordStates() {
        synchronized (file) {
            try {
                file.write(parts());
            } catch (IOException e) {
                LOG.warn("Cannot write the record of children problem={}", e.getMessage());
            }
            file.notifyAll();
        }
    }

    private static PartStatus status(SupervisedChild child) {
        SupervisedChild.Snapshot snapshot = child.snapshot();
        return new PartStatus(
                child.name(),
                snapshot.state().phase(),
                snapshot.process().map(ChildProcess::pid),
                snapshot.process().map(ChildProcess::started),
                snapshot.state().since(),
                snapshot.state().restarts(),
                snapshot.state().reason());
    }

    private static void checkPorts(ServerConfig config) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("HTTP", config.http().port());
        if (config.kafka() instanceof KafkaConfig.Embedded embedded) {
            ports.put("Kafka", embedded.port());
            ports.put("Kafka's controller", embedded.controllerPort());
        }
        if (config.database() instanceof DatabaseChoice.Embedded embedded) {
            ports.put("PostgreSQL", embedded.port());
        }
        List<String> taken = new ArrayList<>();
        ports.forEach((use, port) -> {
            if (!LoopbackPorts.isFree(port)) {
                taken.add("port " + port + " for " + use + " is taken"
                        + PortOwner.describe(port).map(owner -> " by " + owner).orElse(""));
            }
        });
        if (!taken.isEmpty()) {
            String all = String.join("; ", taken);
            throw new PolderException(
                    Code.PORT_TAKEN,
                    Character.toUpperCase(all.charAt(0)) + all.substring(1),
                    "Stop the other program, or move all ports with --port, for example --port "
                            + (config.http().port() + 100));
        }
    }

    /** What Java trusts and the authority of the server's certificate, as a file for Java programs. */
    private static Optional<Path> trust(ServerConfig config, DataDirectory data) throws IOException {
        Optional<Path> authority = config.http().tls().flatMap(TlsConfig::ca);
        if (authority.isEmpty()) {
            return Optional.empty();
        }
        Path file = data.secrets().resolve("trust.p12");
        SecretFile.write(
                file, KeyMaterial.bytes(KeyMaterial.trust(authority.get()), SparkProcess.TRUST_PASSWORD.toCharArray()));
        return Optional.of(file);
    }

    private static KafkaAccess external(KafkaConfig.External config) throws IOException {
        Map<String, String> properties = new HashMap<>();
        if (config.clientProperties().isPresent()) {
            Properties read = new Properties();
            try (Reader reader =
                    Files.newBufferedReader(config.clientProperties().get())) {
                read.load(reader);
            }
            read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        }
        properties.put("bootstrap.servers", config.bootstrapServers());
        Optional<Path> forProcess = config.processClientProperties().or(config::clientProperties);
        return new KafkaAccess(
                config.bootstrapServers(), properties, forProcess, config.replicationFactor(), config.userPrefix());
    }
}
