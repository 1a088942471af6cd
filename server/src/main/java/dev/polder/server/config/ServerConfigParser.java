package dev.polder.server.config;

import dev.polder.core.document.Fields;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.http.HttpConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code polder.yaml}; goes on after a problem, so that all are found at once. */
final class ServerConfigParser {
    private static final String USER_PREFIX = "polder-";
    /** As in the names of principals. Groups are told apart by what none of these has in it. */
    private static final String USER_PREFIXES = "[A-Za-z0-9._@+-]{0,50}";

    private final Path file;
    private final OptionalInt port;
    private final List<Finding> findings = new ArrayList<>();
    private final ListenerParser listeners = new ListenerParser(this::existing);

    ServerConfigParser(Path file, OptionalInt port) {
        this.file = file;
        this.port = port;
    }

    List<Finding> findings() {
        return findings;
    }

    Optional<ServerConfig> parse(String text) {
        // A file of comments only is a configuration that says nothing.
        boolean saysNothing = text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
        YamlReader.Reading reading = YamlReader.read(file.toString(), saysNothing ? "{}" : text);
        findings.addAll(reading.findings());
        return reading.root()
                .flatMap(root -> Fields.of(root, "the configuration", findings))
                .map(this::config);
    }

    private ServerConfig config(Fields fields) {
        Optional<Fields> http = fields.mapping("http");
        Ports ports = ports(http);
        ServerConfig config = new ServerConfig(
                http.map(given -> listeners.http(given, ports)).orElseGet(() -> HttpConfig.loopback(ports.http())),
                fields.mapping("gateway").map(ServerConfigParser::gateway).orElse(GatewayConfig.DEFAULT),
                fields.mapping("database")
                        .map(given -> database(given, ports))
                        .orElseGet(() -> new DatabaseChoice.Embedded(ports.postgres())),
                fields.mapping("kafka")
                        .map(given -> kafka(given, ports))
                        .orElseGet(() ->
                                embeddedKafka(ports, ServerConfig.KAFKA_HEAP_MEGABYTES, KafkaConfig.Listener.LOOPBACK)),
                fields.mapping("spark")
                        .map(this::spark)
                        .orElseGet(() -> new SparkConfig(SparkConfig.LOCAL, Optional.empty(), Map.of())),
                new WarehouseConfig(warehouse(fields)),
                new IdentityParser(fields).parse(),
                fields.mapping("privacy").flatMap(this::privacy),
                fields.mapping("audit").map(this::audit).orElse(AuditChoice.DEFAULT));
        fields.refuseUnknown();
        return config;
    }

    private Ports ports(Optional<Fields> http) {
        Optional<Long> given = http.flatMap(fields -> fields.integer("port"));
        if (given.isPresent() && !Ports.isPossible(given.get())) {
            http.orElseThrow()
                    .report(
                            Code.FIELD_VALUE,
                            "port",
                            "http.port cannot be " + given.get() + ".",
                            "Choose " + Ports.possible() + ": the other ports lie beside it.");
            given = Optional.empty();
        }
        return Ports.of(port.orElse(given.map(Long::intValue).orElse(HttpConfig.DEFAULT_PORT)));
    }

    private static GatewayConfig gateway(Fields fields) {
        GatewayConfig gateway = new GatewayConfig(
                choice(fields, "writer", GatewayConfig.Writer.values()).orElse(GatewayConfig.DEFAULT.writer()),
                choice(fields, "compression", GatewayConfig.Compression.values())
                        .orElse(GatewayConfig.DEFAULT.compression()));
        fields.refuseUnknown();
        return gateway;
    }

    private DatabaseChoice database(Fields fields, Ports ports) {
        Optional<String> url = fields.text("url");
        Optional<String> user = fields.text("user");
        Optional<Path> password = existing(fields, "password-file");
        fields.refuseUnknown();
        if (url.isEmpty()) {
            needsOther(fields, "url", "user", "password-file");
            return new DatabaseChoice.Embedded(ports.postgres());
        }
        if (!url.get().startsWith("jdbc:postgresql://")) {
            fields.report(
                    Code.FIELD_VALUE,
                    "url",
                    "database.url is not the address of a PostgreSQL.",
                    "Write jdbc:postgresql://HOST:PORT/DATABASE.");
        }
        if (url.get().contains("password=")) {
            fields.report(
                    Code.FIELD_VALUE,
                    "url",
                    "database.url contains a password.",
                    "Write it to a file of its own and name that as database.password-file.");
        }
        if (password.isEmpty() && !fields.names().contains("password-file")) {
            fields.report(
                    Code.FIELD_MISSING,
                    "url",
                    "database.url has no password-file beside it.",
                    "Write the password to a file of its own and name it as database.password-file.");
        }
        return password.<DatabaseChoice>map(
                        file -> new DatabaseChoice.External(new DatabaseConfig(url.get(), user.orElse("polder"), file)))
                .orElseGet(() -> new DatabaseChoice.Embedded(ports.postgres()));
    }

    private KafkaConfig kafka(Fields fields, Ports ports) {
        Optional<String> bootstrap = fields.text("bootstrap-servers");
        Optional<Path> client = existing(fields, "client-properties");
        Optional<Path> process = existing(fields, "process-client-properties");
        Optional<Integer> replication = bounded(fields, "replication-factor", 1, 100);
        Optional<Integer> heap = bounded(fields, "heap-megabytes", 128, 65_536);
        Optional<String> prefix = fields.text("user-prefix");
        KafkaConfig.Listener listener = listeners.kafka(fields);
        fields.refuseUnknown();
        if (bootstrap.isEmpty()) {
            needsOther(
                    fields,
                    "bootstrap-servers",
                    "client-properties",
                    "process-client-properties",
                    "replication-factor",
                    "user-prefix");
            return embeddedKafka(ports, heap.orElse(ServerConfig.KAFKA_HEAP_MEGABYTES), listener);
        }
        refuseListener(fields);
        if (!bootstrap.get().matches("[^\\s,:]+:\\d+(\\s*,\\s*[^\\s,:]+:\\d+)*")) {
            fields.report(
                    Code.FIELD_VALUE,
                    "bootstrap-servers",
                    "kafka.bootstrap-servers is not a list of brokers.",
                    "Write HOST:PORT, separated by commas.");
        }
        if (prefix.filter(said -> !said.matches(USER_PREFIXES)).isPresent()) {
            fields.report(
                    Code.FIELD_VALUE,
                    "user-prefix",
                    "kafka.user-prefix cannot stand in the names of Kafka users.",
                    "Use at most 50 letters, digits and . _ @ + -, such as " + USER_PREFIX + ".");
        }
        return new KafkaConfig.External(
                bootstrap.get(), client, process, replication.orElse(3), prefix.orElse(USER_PREFIX));
    }

    /** Where others' brokers listen is theirs to say. */
    private static void refuseListener(Fields fields) {
        for (String name : List.of("host", "name", "tls", "insecure")) {
            if (fields.names().contains(name)) {
                fields.report(
                        Code.FIELD_UNKNOWN,
                        name,
                        "\"" + name + "\" is of the embedded broker, and kafka.bootstrap-servers names another.",
                        "Remove it; what clients need to connect goes into client-properties.");
            }
        }
    }

    private static KafkaConfig embeddedKafka(Ports ports, int heap, KafkaConfig.Listener listener) {
        return new KafkaConfig.Embedded(ports.kafka(), ports.kafkaController(), heap, listener);
    }

    private SparkConfig spark(Fields fields) {
        String master = fields.text("master").orElse(SparkConfig.LOCAL);
        if (!master.matches("local(\\[[^\\]]+])?|yarn|none|(spark|k8s)://\\S+")) {
            fields.report(
                    Code.FIELD_VALUE,
                    "master",
                    "spark.master is not a master that Spark knows.",
                    "Write local[*], spark://HOST:PORT, k8s://URL or yarn; none to land and transform nothing.");
        }
        SparkConfig spark = new SparkConfig(
                master, bounded(fields, "heap-megabytes", 512, 1 << 20), fields.textsByName("settings"));
        fields.refuseUnknown();
        return spark;
    }

    private Optional<PrivacyConfig> privacy(Fields fields) {
        Optional<Path> keys = fields.text("keys").map(this::relativeToFile);
        Optional<PrivacyConfig.Wrapping> keyFile =
                fields.text("key-file").map(this::relativeToFile).map(PrivacyConfig.KeyFile::new);
        Optional<PrivacyConfig.Wrapping> passphrase =
                existing(fields, "passphrase-file").map(PrivacyConfig.Passphrase::new);
        Optional<String> uri = fields.text("kms");
        List<String> given = Stream.of("key-file", "passphrase-file", "kms")
                .filter(fields.names()::contains)
                .toList();
        fields.refuseUnknown();
        if (keys.isEmpty() || given.size() != 1) {
            fields.report(
                    Code.FIELD_VALUE,
                    given.isEmpty() ? "keys" : given.get(0),
                    "privacy needs keys, and one of key-file, passphrase-file and kms.",
                    "Name a directory for the keys and what they are wrapped with; or leave privacy out: then both lie in the"
                            + " data directory.");
            return Optional.empty();
        }
        if (uri.isPresent() && !uri.get().matches("aws-kms://arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d+:(key|alias)/\\S+")) {
            fields.report(
                    Code.FIELD_VALUE,
                    "kms",
                    "privacy.kms is no key of AWS KMS.",
                    "Write aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID.");
        }
        return keyFile.or(() -> passphrase)
                .or(() -> uri.map(PrivacyConfig.Kms::new))
                .map(wrapping -> new PrivacyConfig(keys.get(), wrapping));
    }

    private AuditChoice audit(Fields fields) {
        Optional<Path> checkpoints = fields.text("checkpoints").map(this::relativeToFile);
        Optional<Duration> keep = fields.text("keep").flatMap(text -> days(fields, text));
        fields.refuseUnknown();
        return new AuditChoice(checkpoints, keep);
    }

    private static Optional<Duration> days(Fields fields, String text) {
        if (text.matches("P[1-9]\\d{0,4}D")) {
            return Optional.of(Duration.parse(text));
        }
        fields.report(
                Code.FIELD_VALUE, "keep", "audit.keep is no number of days.", "Write it in ISO 8601, such as P400D.");
        return Optional.empty();
    }

    private Optional<Path> warehouse(Fields fields) {
        Optional<String> location = fields.text("warehouse");
        if (location.isEmpty()) {
            return Optional.empty();
        }
        String path =
                location.get().startsWith("file://") ? location.get().substring("file://".length()) : location.get();
        if (path.contains("://")) {
            fields.report(
                    Code.FEATURE_UNSUPPORTED,
                    "warehouse",
                    "This version keeps Iceberg tables in a file system, not in an object store.",
                    "Name a directory that the server and Spark both see under the same path.");
            return Optional.empty();
        }
        return Optional.of(relativeToFile(path));
    }

    private Optional<Path> existing(Fields fields, String name) {
        Optional<Path> path = fields.text(name).map(this::relativeToFile);
        if (path.isPresent() && !Files.isReadable(path.get())) {
            fields.report(
                    Code.FIELD_VALUE,
                    name,
                    "The file " + path.get() + " is not there or may not be read.",
                    "Name a file that the user who runs the server may read.");
        }
        return path;
    }

    private Path relativeToFile(String path) {
        return file.toAbsolutePath().resolveSibling(path).normalize();
    }

    private static <E extends Enum<E>> Optional<E> choice(Fields fields, String name, E[] choices) {
        Optional<String> given = fields.text(name);
        Optional<E> chosen = Arrays.stream(choices)
                .filter(choice -> given.isPresent() && lower(choice).equals(given.get()))
                .findFirst();
        if (given.isPresent() && chosen.isEmpty()) {
            fields.report(
                    Code.FIELD_VALUE,
                    name,
                    "\"" + name + "\" cannot be " + given.get() + ".",
                    "Choose "
                            + Arrays.stream(choices)
                                    .map(ServerConfigParser::lower)
                                    .collect(Collectors.joining(" or "))
                            + ".");
        }
        return chosen;
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    static Optional<Integer> bounded(Fields fields, String name, int lowest, int highest) {
        Optional<Long> value = fields.integer(name);
        if (value.isPresent() && (value.get() < lowest || value.get() > highest)) {
            fields.report(
                    Code.FIELD_VALUE,
                    name,
                    "\"" + name + "\" cannot be " + value.get() + ".",
                    "Choose " + lowest + " to " + highest + ".");
            return Optional.empty();
        }
        return value.map(Long::intValue);
    }

    /** Settings of something external mean nothing without its address; silence would hide a typing error. */
    private static void needsOther(Fields fields, String address, String... dependent) {
        for (String name : dependent) {
            if (fields.names().contains(name)) {
                fields.report(
                        Code.FIELD_MISSING,
                        name,
                        "\"" + name + "\" needs \"" + address + "\" beside it.",
                        "Add \"" + address + "\", or remove \"" + name + "\" to use the embedded part.");
            }
        }
    }
}
