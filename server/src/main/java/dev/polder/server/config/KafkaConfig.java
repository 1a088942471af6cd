package dev.polder.server.config;

import dev.polder.server.tls.TlsConfig;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** {@code kafka}: the cluster that holds the topics. */
public sealed interface KafkaConfig {
    /**
     * A broker of our own.
     *
     * @param heapMegabytes its largest heap
     * @param listener where clients connect
     */
    record Embedded(int port, int controllerPort, int heapMegabytes, Listener listener) implements KafkaConfig {
        public Embedded {
            Objects.requireNonNull(listener);
        }

        /** For clients on this machine. */
        public Embedded(int port, int controllerPort, int heapMegabytes) {
            this(port, controllerPort, heapMegabytes, Listener.LOOPBACK);
        }
    }

    /**
     * Where a broker's clients connect. The controller is on loopback always.
     *
     * @param host address to bind to
     * @param name that clients, this machine's too, connect to, and the certificate is for
     * @param tls without it passwords are hidden by SCRAM, and records are in the clear
     */
    record Listener(String host, String name, Optional<TlsConfig> tls) {
        public static final Listener LOOPBACK = new Listener("127.0.0.1", "127.0.0.1", Optional.empty());

        public Listener {
            Objects.requireNonNull(host);
            Objects.requireNonNull(name);
            Objects.requireNonNull(tls);
        }
    }

    /**
     * A cluster that others run.
     *
     * @param bootstrapServers {@code host:port}, separated by commas
     * @param clientProperties a properties file with the server's client settings: security protocol, SASL
     * @param processClientProperties the same for the Spark process, which only reads; the server's when absent
     * @param replicationFactor of topics that Polder makes
     * @param userPrefix before principals' names, in those of their users on the cluster
     */
    record External(
            String bootstrapServers,
            Optional<Path> clientProperties,
            Optional<Path> processClientProperties,
            int replicationFactor,
            String userPrefix)
            implements KafkaConfig {
        public External {
            Objects.requireNonNull(bootstrapServers);
            Objects.requireNonNull(clientProperties);
            Objects.requireNonNull(processClientProperties);
            Objects.requireNonNull(userPrefix);
        }
    }
}
