package dev.polder.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the properties of a Kafka client say about Polder.
 *
 * @param server empty when only a file is used
 * @param gateFile an answer of {@code GET …/gate} in a file, in place of a server
 */
record KafkaSettings(
        Optional<URI> server,
        Optional<String> token,
        Optional<Path> tokenFile,
        Optional<Path> gateFile,
        Duration refresh,
        boolean deadLetters,
        String clientId) {
    static final String URL = "polder.url";
    static final String TOKEN = "polder.token";
    static final String TOKEN_FILE = "polder.token.file";
    static final String CONTRACT_FILE = "polder.contract.file";
    static final String REFRESH = "polder.contract.refresh";
    static final String ON_REFUSAL = "polder.on-refusal";
    static final String VALUES = "polder.values";

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration DEFAULT_REFRESH = Duration.ofSeconds(10);

    /**
     * @throws ConfigException for the first property that cannot be used
     */
    static KafkaSettings of(Map<String, ?> properties) {
        Optional<URI> server = text(properties, URL).map(KafkaSettings::uri);
        Optional<Path> file = text(properties, CONTRACT_FILE).map(Path::of);
        if (server.isEmpty() && file.isEmpty()) {
            throw new ConfigException(
                    URL,
                    null,
                    "say where the Polder server is, such as http://127.0.0.1:7480, or set " + CONTRACT_FILE);
        }
        return new KafkaSettings(
                server,
                text(properties, TOKEN),
                text(properties, TOKEN_FILE).map(Path::of),
                file,
                refresh(properties),
                deadLetters(properties),
                text(properties, "client.id").orElse("unnamed"));
    }

    static Optional<String> text(Map<String, ?> properties, String name) {
        return Optional.ofNullable(properties.get(name))
                .map(value -> value.toString().strip())
                .filter(value -> !value.isEmpty());
    }

    /**
     * A client for one call: a token's file is read anew, because tokens change.
     *
     * @throws ConfigException when that file cannot be read
     */
    PolderClient client() {
        return new PolderClient(
                server.orElseThrow(), tokenFile.isPresent() ? Optional.of(token(tokenFile.get())) : token);
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException(TOKEN_FILE, file, "it cannot be read: " + e.getMessage());
        }
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(URL, text, "write it as http://host:port");
        }
    }

    private static Duration refresh(Map<String, ?> properties) {
        Optional<String> text = text(properties, REFRESH);
        try {
            Duration refresh = text.map(Duration::parse).orElse(DEFAULT_REFRESH);
            if (refresh.compareTo(SHORTEST) >= 0) {
                return refresh;
            }
        } catch (DateTimeParseException e) {
            // Answered below.
        }
        throw new ConfigException(REFRESH, text.orElse(""), "write an ISO-8601 duration from PT0.1S, such as PT10S");
    }

    private static boolean deadLetters(Map<String, ?> properties) {
        String choice = text(properties, ON_REFUSAL).orElse("fail");
        return switch (choice) {
            case "fail" -> false;
            case "dead-letter" -> true;
            default -> throw new ConfigException(ON_REFUSAL, choice, "use fail or dead-letter");
        };
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "KafkaSettings[server=" + server + ", gateFile=" + gateFile + "]";
    }
}
