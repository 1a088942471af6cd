package dev.polder.server.config;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.HttpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The whole configuration of a server. Without a file: everything embedded, on loopback, on the default ports. */
public record ServerConfig(
        HttpConfig http,
        GatewayConfig gateway,
        DatabaseChoice database,
        KafkaConfig kafka,
        SparkConfig spark,
        WarehouseConfig warehouse,
        IdentityConfig identity,
        Optional<PrivacyConfig> chosenPrivacy,
        AuditChoice audit) {
    /** The file's name in a data directory. */
    public static final String FILE = "polder.yaml";

    static final int KAFKA_HEAP_MEGABYTES = 320;

    public ServerConfig {
        Objects.requireNonNull(http);
        Objects.requireNonNull(gateway);
        Objects.requireNonNull(database);
        Objects.requireNonNull(kafka);
        Objects.requireNonNull(spark);
        Objects.requireNonNull(warehouse);
        Objects.requireNonNull(identity);
        Objects.requireNonNull(chosenPrivacy);
        Objects.requireNonNull(audit);
    }

    /** Everything embedded, on the ports that belong to this HTTP port. */
    public static ServerConfig embedded(int httpPort) {
        Ports ports = Ports.of(httpPort);
        return new ServerConfig(
                HttpConfig.loopback(ports.http()),
                GatewayConfig.DEFAULT,
                new DatabaseChoice.Embedded(ports.postgres()),
                new KafkaConfig.Embedded(ports.kafka(), ports.kafkaController(), KAFKA_HEAP_MEGABYTES),
                new SparkConfig(SparkConfig.LOCAL, Optional.empty(), Map.of()),
                new WarehouseConfig(Optional.empty()),
                IdentityConfig.DEFAULT,
                Optional.empty(),
                AuditChoice.DEFAULT);
    }

    /** What the file says of keys, else what a data directory has. */
    public PrivacyConfig privacy(Path dataDirectory) {
        return chosenPrivacy.orElseGet(() -> PrivacyConfig.in(dataDirectory));
    }

    /**
     * Reads a configuration file.
     *
     * @param file as the user named it; paths in it are relative to its directory
     * @param port moves all ports, whatever the file says
     * @throws PolderException CONFIG_INVALID with every finding
     */
    public static ServerConfig read(Path file, OptionalInt port) {
        try {
            return parse(file, Files.readString(file), port);
        } catch (NoSuchFileException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID, "There is no configuration file " + file, "Check the path after --config", e);
        } catch (IOException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    "The configuration file " + file + " cannot be read: " + e.getMessage(),
                    "Give a UTF-8 file that this user may read",
                    e);
        }
    }

    /** As {@link #read}, from text. */
    public static ServerConfig parse(Path file, String text, OptionalInt port) {
        ServerConfigParser parser = new ServerConfigParser(file, port);
        Optional<ServerConfig> config = parser.parse(text);
        List<Finding> findings = parser.findings();
        if (config.isEmpty() || findings.stream().anyMatch(Finding::isError)) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    file + " has " + findings.size() + (findings.size() == 1 ? " problem" : " problems"),
                    "Correct what is listed; docs/reference/configuration.md lists all keys",
                    findings);
        }
        return config.get();
    }

    /** The file that was named, else {@code polder.yaml} in the data directory if there is one, else the defaults. */
    public static ServerConfig find(Optional<Path> named, Path dataDirectory, OptionalInt port) {
        Path inData = dataDirectory.resolve(FILE);
        Optional<Path> file = named.or(() -> Files.exists(inData) ? Optional.of(inData) : Optional.empty());
        if (file.isEmpty()) {
            return parse(inData, "{}", port);
        }
        return read(file.get(), port);
    }
}
