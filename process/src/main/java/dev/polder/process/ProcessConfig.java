package dev.polder.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * The settings of the program, one JSON object in a file.
 *
 * @param server the control plane's base address; its Iceberg REST catalog is at {@code /iceberg} below it
 * @param tokenFile a file that holds the bearer token of the principal {@code process}
 * @param kafkaBootstrapServers {@code host:port} of brokers, separated by commas
 * @param kafkaProperties optional; a properties file with the client's settings (security protocol, SASL)
 * @param directory where the program keeps its lock and scratch files; created when absent
 * @param parentPid optional; the program ends when this process is gone
 * @param sparkMaster optional; {@code local[*]} when absent
 * @param spark optional; further Spark settings
 * @param catalog optional; settings of the Iceberg catalog that replace the server's REST catalog ({@code type}, {@code uri} …)
 * @param maxRecordsPerCommit optional; the most records that one landing commits, 500,000 when absent
 */
public record ProcessConfig(
        URI server,
        Path tokenFile,
        String kafkaBootstrapServers,
        Optional<Path> kafkaProperties,
        Path directory,
        Optional<Long> parentPid,
        String sparkMaster,
        Map<String, String> spark,
        Map<String, String> catalog,
        long maxRecordsPerCommit) {
    public ProcessConfig {
        Objects.requireNonNull(server);
        Objects.requireNonNull(tokenFile);
        Objects.requireNonNull(kafkaBootstrapServers);
        Objects.requireNonNull(directory);
        spark = Map.copyOf(spark);
        catalog = Map.copyOf(catalog);
    }

    /** Reads the file; {@code CONFIG_INVALID} when it cannot be read or lacks a setting. */
    public static ProcessConfig read(Path file) {
        try {
            return from(Json.MAPPER.readTree(file.toFile()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    file + " is not a configuration of the process: " + e.getMessage(),
                    "Give server, tokenFile, kafkaBootstrapServers and directory as one JSON object.",
                    e);
        } catch (IOException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    file + " cannot be read: " + e.getMessage(),
                    "Give the path of a configuration file that this user may read.",
                    e);
        }
    }

    private static ProcessConfig from(JsonNode node) {
        return new ProcessConfig(
                URI.create(Json.text(node, "server")),
                Path.of(Json.text(node, "tokenFile")),
                Json.text(node, "kafkaBootstrapServers"),
                Json.optionalText(node, "kafkaProperties").map(Path::of),
                Path.of(Json.text(node, "directory")).toAbsolutePath(),
                Json.optionalLong(node, "parentPid"),
                Json.optionalText(node, "sparkMaster").orElse("local[*]"),
                Json.texts(node, "spark"),
                Json.texts(node, "catalog"),
                Json.optionalLong(node, "maxRecordsPerCommit").orElse(500_000L));
    }

    /** The bearer token as the file holds it now. */
    String token() {
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    "the token file " + tokenFile + " cannot be read: " + e.getMessage(),
                    "Start the server first; it writes the file.",
                    e);
        }
    }

    /** The settings of Kafka clients, with the bootstrap servers. */
    Map<String, String> kafka() {
        Properties properties = new Properties();
        kafkaProperties.ifPresent(file -> {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new PolderException(
                        Code.CONFIG_INVALID,
                        "the Kafka client properties " + file + " cannot be read: " + e.getMessage(),
                        "Name a properties file that this user may read as kafkaProperties.",
                        e);
            }
        });
        Map<String, String> settings = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        settings.put("bootstrap.servers", kafkaBootstrapServers);
        return settings;
    }
}
