package dev.polder.server.embedded;

import dev.polder.server.tls.KeyMaterial;
import dev.polder.server.tls.TlsConfig;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One Kafka broker that is its own controller (KRaft). Every listener asks for a password; user {@code polder} may do everything,
 * user {@code process} may only read. Both are made when the storage is formatted.
 */
final class KafkaBroker implements Child {
    static final String SERVER_USER = "polder";
    static final String PROCESS_USER = "process";

    private final BrokerConfig config;

    KafkaBroker(BrokerConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "kafka";
    }

    String bootstrapServers() {
        String name = config.listener().name();
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + config.port();
    }

    KafkaAccess access() throws IOException {
        return new KafkaAccess(bootstrapServers(), clientProperties(), Optional.of(processClientFile()), 1);
    }

    /** What a client needs to connect as the server: bootstrap servers and SASL. */
    Map<String, String> clientProperties() throws IOException {
        return clientProperties(SERVER_USER);
    }

    /** The client properties of the user that may only read, as a file for another program. */
    Path processClientFile() {
        return config.secrets().resolve("kafka-process.properties");
    }

    @Override
    public void prepare() throws IOException {
        SecretFile.createDirectory(config.directory());
        SecretFile.write(config.directory().resolve("server.properties"), text(serverProperties()));
        SecretFile.write(config.directory().resolve("format.properties"), text(formatProperties()));
        SecretFile.write(config.secrets().resolve("kafka-server.properties"), text(clientProperties(SERVER_USER)));
        SecretFile.write(processClientFile(), text(clientProperties(PROCESS_USER)));
    }

    @Override
    public ProcessBuilder command() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JavaRuntime.current().executable().toString(),
                // First, so that a process list that cuts long lines still shows whose it is.
                "-Dpolder.child=" + config.directory(),
                "-Xms64m",
                "-Xmx" + config.heapMegabytes() + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true"));
        command.addAll(ClassPath.of(config.home().resolve("lib/broker")).flags());
        command.add("dev.polder.broker.BrokerMain");
        command.add(config.directory().resolve("server.properties").toString());
        command.add(config.directory().resolve("format.properties").toString());
        command.add(Long.toString(ProcessHandle.current().pid()));
        return new ProcessBuilder(command).directory(config.directory().toFile());
    }

    /** Ready when it answers an authenticated client and user {@code process} has its rights. */
    @Override
    public boolean isReady() throws InterruptedException {
        if (!LoopbackPorts.isOpen(localHost(), config.port())) {
            return false;
        }
        try {
            Map<String, Object> properties = new TreeMap<>(clientProperties());
            properties.put("request.timeout.ms", "3000");
            properties.put("default.api.timeout.ms", "5000");
            try (Admin admin = Admin.create(properties)) {
                boolean hasBroker = !admin.describeCluster()
                        .nodes()
                        .get(5, TimeUnit.SECONDS)
                        .isEmpty();
                if (hasBroker) {
                    admin.createAcls(readingRights()).all().get(5, TimeUnit.SECONDS);
                }
                return hasBroker;
            }
        } catch (ExecutionException | TimeoutException | IOException | org.apache.kafka.common.KafkaException notYet) {
            return false;
        }
    }

    @Override
    public Duration startLimit() {
        return Duration.ofSeconds(90);
    }

    @Override
    public Duration stopLimit() {
        return Duration.ofSeconds(8);
    }

    @Override
    public StopSignal stopSignal() {
        return StopSignal.TERMINATE;
    }

    private static List<AclBinding> readingRights() {
        return List.of(allow(ResourceType.TOPIC, AclOperation.READ), allow(ResourceType.GROUP, AclOperation.READ));
    }

    private static AclBinding allow(ResourceType type, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, ResourcePattern.WILDCARD_RESOURCE, PatternType.LITERAL),
                new AccessControlEntry("User:" + PROCESS_USER, "*", operation, AclPermissionType.ALLOW));
    }

    private Map<String, String> serverProperties() throws IOException {
        String controller = "127.0.0.1:" + config.controllerPort();
        Map<String, String> properties = new TreeMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("log.dirs", config.directory().resolve("data").toString());
        String host = config.listener().host();
        properties.put(
                "listeners",
                "CLIENT://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + config.port() + ",CONTROLLER://"
                        + controller);
        properties.put("advertised.listeners", "CLIENT://" + bootstrapServers());
        properties.put("listener.security.protocol.map", "CLIENT:" + protocol() + ",CONTROLLER:SASL_PLAINTEXT");
        properties.put("inter.broker.listener.name", "CLIENT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-256,SCRAM-SHA-512");
        properties.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-256");
        properties.put("sasl.mechanism.controller.protocol", "PLAIN");
        properties.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        properties.put("listener.name.client.scram-sha-256.sasl.jaas.config", scram(SERVER_USER));
        // Consumers' users. They log in again now and then, so that a password that was replaced ends on open
        // connections too.
        properties.put(
                "listener.name.client.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put("listener.name.client.scram-sha-512.connections.max.reauth.ms", "300000");
        String controllerPassword = password("controller");
        properties.put(
                "listener.name.controller.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + SERVER_USER
                        + "\" password=\"" + controllerPassword + "\" user_" + SERVER_USER + "=\""
                        + controllerPassword + "\";");
        properties.putAll(tlsProperties());
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:" + SERVER_USER);
        properties.put("auto.create.topics.enable", "false");
        // The server needs room for the largest record the gate lets through, and for its batches.
        properties.put("message.max.bytes", Integer.toString(8 << 20));
        properties.put("replica.fetch.max.bytes", Integer.toString(8 << 20));
        properties.put("log.segment.bytes", Integer.toString(128 << 20));
        properties.put("log.retention.hours", "168");
        // One broker on one machine: single copies, few threads, few internal partitions, a small compaction buffer.
        // How far inboxes are forwarded must not be forgotten while this machine is switched off.
        properties.put("offsets.retention.minutes", "525600");
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
        // After a kill the broker must wait until its own earlier registration has timed out.
        properties.put("broker.session.timeout.ms", "4000");
        properties.put("broker.heartbeat.interval.ms", "1000");
        return properties;
    }

    private String protocol() {
        return config.listener().tls().isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT";
    }

    /** Where this machine reaches the listener. */
    private String localHost() {
        String host = config.listener().host();
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    private Map<String, String> tlsProperties() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        if (config.listener().tls().isPresent()) {
            String password = password("keystore");
            Path store = config.secrets().resolve("kafka-keys.p12");
            char[] characters = password.toCharArray();
            SecretFile.write(
                    store,
                    KeyMaterial.bytes(KeyMaterial.keys(config.listener().tls().get(), characters), characters));
            String prefix = "listener.name.client.";
            properties.put(prefix + "ssl.keystore.type", "PKCS12");
            properties.put(prefix + "ssl.keystore.location", store.toString());
            properties.put(prefix + "ssl.keystore.password", password);
            properties.put(prefix + "ssl.key.password", password);
            properties.put(prefix + "ssl.enabled.protocols", String.join(",", TlsConfig.PROTOCOLS));
            properties.put(prefix + "ssl.cipher.suites", String.join(",", TlsConfig.CIPHERS));
            properties.putAll(trust(prefix));
        }
        return properties;
    }

    /** Clients trust whom Java trusts, or the authority that the configuration names. */
    private Map<String, String> trust(String prefix) {
        return config.listener()
                .tls()
                .flatMap(TlsConfig::ca)
                .map(authority -> Map.of(
                        prefix + "ssl.truststore.type",
                        "PEM",
                        prefix + "ssl.truststore.location",
                        authority.toString()))
                .orElse(Map.of());
    }

    private Map<String, String> formatProperties() throws IOException {
        Path clusterFile = config.directory().resolve("cluster.id");
        if (!Files.exists(clusterFile)) {
            SecretFile.write(clusterFile, Uuid.randomUuid() + "\n");
        }
        Map<String, String> properties = new TreeMap<>();
        properties.put("cluster.id", Files.readString(clusterFile).strip());
        properties.put("user." + SERVER_USER, password(SERVER_USER));
        properties.put("user." + PROCESS_USER, password(PROCESS_USER));
        return properties;
    }

    private Map<String, String> clientProperties(String user) throws IOException {
        Map<String, String> properties = new TreeMap<>();
        properties.put("bootstrap.servers", bootstrapServers());
        properties.put("security.protocol", protocol());
        properties.putAll(trust(""));
        properties.put("sasl.mechanism", "SCRAM-SHA-256");
        properties.put("sasl.jaas.config", scram(user));
        return properties;
    }

    private String scram(String user) throws IOException {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password(user) + "\";";
    }

    private String password(String user) throws IOException {
        return SecretFile.readOrCreate(config.secrets().resolve("kafka-" + user + ".password"));
    }

    private static String text(Map<String, String> entries) throws IOException {
        Properties properties = new Properties();
        properties.putAll(entries);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        // Without the date that Properties.store adds, the same settings are the same file.
        return text.toString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .reduce("", (all, line) -> all + line + "\n");
    }
}
