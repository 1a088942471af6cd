package dev.polder.server.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a consumer needs to connect as a user, after what the server itself connects with. */
final class ClientProperties {
    private static final Logger LOG = LoggerFactory.getLogger(ClientProperties.class);
    private static final String PROTOCOL = "security.protocol";

    private final Map<String, String> server;

    /** @param server the server's own client properties */
    ClientProperties(Map<String, String> server) {
        this.server = Map.copyOf(server);
    }

    /** All but {@code sasl.jaas.config}, which has the password. */
    Map<String, String> of(KafkaUser user) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("bootstrap.servers", server.getOrDefault("bootstrap.servers", ""));
        properties.put(PROTOCOL, isEncrypted() ? "SASL_SSL" : "SASL_PLAINTEXT");
        properties.put("sasl.mechanism", ScramUsers.MECHANISM.mechanismName());
        properties.put("group.id", user.groupPrefix() + "app");
        if (isEncrypted()) {
            authority().ifPresent(certificates -> {
                properties.put("ssl.truststore.type", "PEM");
                properties.put("ssl.truststore.certificates", certificates);
            });
        }
        return properties;
    }

    private boolean isEncrypted() {
        return server.getOrDefault(PROTOCOL, "").endsWith("SSL");
    }

    /** Certificates are no secret, and a path on this machine is of no use elsewhere. */
    private Optional<String> authority() {
        String location = server.get("ssl.truststore.location");
        if (location == null || !"PEM".equals(server.get("ssl.truststore.type"))) {
            return Optional.ofNullable(server.get("ssl.truststore.certificates"));
        }
        try {
            return Optional.of(Files.readString(Path.of(location)).strip());
        } catch (IOException e) {
            LOG.warn(
                    "The authority of Kafka's certificates cannot be read file={} problem={}",
                    location,
                    e.getMessage());
            return Optional.empty();
        }
    }
}
