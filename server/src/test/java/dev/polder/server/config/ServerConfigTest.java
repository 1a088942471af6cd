package dev.polder.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.server.audit.AuditConfig;
import dev.polder.server.database.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    @TempDir
    Path directory;

    @Test
    void withoutAFileEverythingIsEmbeddedOnLoopback() {
        ServerConfig config = ServerConfig.find(Optional.empty(), directory, OptionalInt.empty());

        assertThat(config).isEqualTo(ServerConfig.embedded(7480));
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.database()).isEqualTo(new DatabaseChoice.Embedded(7432));
        assertThat(config.kafka()).isEqualTo(new KafkaConfig.Embedded(7492, 7493, 320));
        assertThat(config.warehouse().directory(directory)).isEqualTo(directory.resolve("warehouse"));
    }

    @Test
    void aFileOfCommentsSaysNothing() {
        assertThat(parse("# nothing yet\n\n")).isEqualTo(ServerConfig.embedded(7480));
    }

    @Test
    void theGatewayWritesDirectlyUnlessToldOtherwise() {
        assertThat(parse("").gateway())
                .isEqualTo(new GatewayConfig(GatewayConfig.Writer.DIRECT, GatewayConfig.Compression.NONE));
        assertThat(parse("gateway: { writer: producer, compression: lz4 }").gateway())
                .isEqualTo(new GatewayConfig(GatewayConfig.Writer.PRODUCER, GatewayConfig.Compression.LZ4));
        assertThat(catchThrowableOfType(PolderException.class, () -> parse("gateway: { writer: me }"))
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).isEqualTo("Choose direct or producer."));
    }

    @Test
    void anOrganisationsProviderGivesTeams() {
        OidcConfig oidc = parse("""
                oidc: { issuer: "https://login.example.org", audience: polder, teams: { web: shop }, admin-groups: [ops] }
                """).identity().oidc().orElseThrow();

        assertThat(oidc.teams()).containsEntry("web", "shop");
        assertThat(oidc.adminGroups()).containsExactly("ops");
        assertThat(oidc.nameClaim()).isEqualTo("preferred_username");
        assertThat(oidc.terms()).isEqualTo(new ProviderTerms(Duration.ofHours(24), Duration.ofDays(30)));
        assertThat(catchThrowableOfType(
                                PolderException.class,
                                () -> parse("oidc: { issuer: 'http://login.example.org', audience: polder,"
                                        + " groups-lifetime: P2D, person-lifetime: PT1H }\n"
                                        + "tokens: { lifetime: a while }"))
                        .findings())
                .extracting(Finding::message)
                .containsExactlyInAnyOrder(
                        "oidc.issuer is not the https address of a provider.",
                        "oidc.person-lifetime is shorter than oidc.groups-lifetime.",
                        "tokens.lifetime is no duration longer than none.");
    }

    @Test
    void onePortMovesThemAllAndBeatsTheFile() {
        ServerConfig config =
                ServerConfig.parse(directory.resolve("polder.yaml"), "http: { port: 9000 }", OptionalInt.of(8480));

        assertThat(config).isEqualTo(ServerConfig.embedded(8480));
        assertThat(config.kafka()).isEqualTo(new KafkaConfig.Embedded(8492, 8493, 320));
        assertThat(config.database()).isEqualTo(new DatabaseChoice.Embedded(8432));
    }

    @Test
    void everyPartCanPointOutside() throws Exception {
        Files.writeString(directory.resolve("database.password"), "secret");
        Files.writeString(directory.resolve("client.properties"), "security.protocol=SASL_SSL");

        ServerConfig config = parse("""
                http: { host: 0.0.0.0, names: [mesh.example.com], insecure: true }
                database: { url: "jdbc:postgresql://db:5432/polder", user: mesh, password-file: database.password }
                kafka: { bootstrap-servers: "k1:9092, k2:9092", client-properties: client.properties }
                spark: { master: "spark://s:7077", settings: { spark.executor.memory: 4g } }
                warehouse: /mnt/warehouse
                """);

        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.database())
                .isEqualTo(new DatabaseChoice.External(new DatabaseConfig(
                        "jdbc:postgresql://db:5432/polder", "mesh", directory.resolve("database.password"))));
        assertThat(config.kafka())
                .isEqualTo(new KafkaConfig.External(
                        "k1:9092, k2:9092",
                        Optional.of(directory.resolve("client.properties")),
                        Optional.empty(),
                        3,
                        "polder-"));
        assertThat(config.spark().settings()).containsEntry("spark.executor.memory", "4g");
        assertThat(config.warehouse().directory(directory)).isEqualTo(Path.of("/mnt/warehouse"));
    }

    @Test
    void sparkCanBeLeftOut() {
        assertThat(parse("spark: { master: none }").spark().isNone()).isTrue();
        assertThat(parse("{}").spark().isNone()).isFalse();
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirPlace() {
        List<Finding> findings = problems("""
                http:
                  port: 80
                databse: {}
                database:
                  url: mysql://db/polder
                  password-file: polder.password
                kafka:
                  client-properties: nowhere.properties
                spark: { master: mesos }
                warehouse: s3://bucket/warehouse
                """);

        assertThat(findings)
                .extracting(finding -> finding.position().line(), Finding::code)
                .containsExactlyInAnyOrder(
                        Tuple.tuple(2, Code.FIELD_VALUE),
                        Tuple.tuple(3, Code.FIELD_UNKNOWN),
                        Tuple.tuple(5, Code.FIELD_VALUE),
                        Tuple.tuple(6, Code.FIELD_VALUE),
                        Tuple.tuple(8, Code.FIELD_VALUE),
                        Tuple.tuple(8, Code.FIELD_MISSING),
                        Tuple.tuple(9, Code.FIELD_VALUE),
                        Tuple.tuple(10, Code.FEATURE_UNSUPPORTED));
    }

    @Test
    void whoListensToOtherMachinesInTheClearMustSayThatThisIsMeant() {
        assertThat(problems("""
                http: { host: 0.0.0.0 }
                kafka: { host: 192.0.2.7 }
                """))
                .extracting(finding -> finding.position().line(), Finding::remedy)
                .containsExactly(
                        Tuple.tuple(1, "Add http.tls, or, where something else encrypts, http.insecure: true."),
                        Tuple.tuple(2, "Add kafka.tls, or, where something else encrypts, kafka.insecure: true."));
        assertThat(parse("kafka: { host: 192.0.2.7, insecure: true }").kafka())
                .isEqualTo(new KafkaConfig.Embedded(
                        7492, 7493, 320, new KafkaConfig.Listener("192.0.2.7", "192.0.2.7", Optional.empty())));
    }

    @Test
    void aListenerOnEveryAddressNeedsANameForKafkasClients() {
        assertThat(problems("kafka: { host: 0.0.0.0, insecure: true }"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).startsWith("Add kafka.name"));
    }

    @Test
    void tlsNeedsAKeyWithItsCertificate() throws Exception {
        Files.writeString(directory.resolve("server.pem"), "no certificate");
        Files.writeString(directory.resolve("server.key"), "no key");

        assertThat(problems("http: { tls: { certificate: server.pem } }"))
                .extracting(Finding::message)
                .containsExactly("\"tls\" names no key with its certificate.");
        assertThat(problems("http: { tls: { certificate: server.pem, key: server.key } }"))
                .extracting(Finding::message)
                .containsExactly("The file " + directory.resolve("server.pem") + " cannot be used for TLS.");
        assertThat(problems("http: { tls: { certificate: absent.pem, key: server.key } }"))
                .extracting(Finding::code)
                .contains(Code.FIELD_VALUE);
    }

    @Test
    void aPasswordInTheUrlIsRefused() {
        assertThat(problems("database: { url: 'jdbc:postgresql://db/polder?password=x' }"))
                .extracting(Finding::code)
                .containsExactly(Code.FIELD_VALUE, Code.FIELD_MISSING);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        PolderException refusal = catchThrowableOfType(
                PolderException.class,
                () -> ServerConfig.find(Optional.of(directory.resolve("absent.yaml")), directory, OptionalInt.empty()));

        assertThat(refusal.code()).isEqualTo(Code.CONFIG_INVALID);
        assertThat(refusal).hasMessageContaining("absent.yaml");
    }

    @Test
    void theAuditIsKeptWhereAndAsLongAsTheFileSays() {
        ServerConfig config = parse("audit: { checkpoints: /elsewhere/checkpoints, keep: P400D }");

        AuditConfig audit = config.audit().in(Path.of("/data"));

        assertThat(audit.checkpoints()).isEqualTo(Path.of("/elsewhere/checkpoints"));
        assertThat(audit.key()).isEqualTo(Path.of("/data/secrets/audit.key"));
        assertThat(audit.keep()).contains(Duration.ofDays(400));
    }

    @Test
    void theAuditIsKeptForDays() {
        PolderException refusal = catchThrowableOfType(PolderException.class, () -> parse("audit: { keep: 1 year }"));

        assertThat(refusal.findings()).singleElement().asString().contains("audit.keep", "P400D");
    }

    private ServerConfig parse(String text) {
        return ServerConfig.parse(directory.resolve("polder.yaml"), text, OptionalInt.empty());
    }

    private List<Finding> problems(String text) {
        PolderException refusal = catchThrowableOfType(PolderException.class, () -> parse(text));
        assertThat(refusal.code()).isEqualTo(Code.CONFIG_INVALID);
        return refusal.findings();
    }
}
