package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.SparkConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The program that lands topics and runs transforms, with Spark inside. It asks the server for work. */
final class SparkProcess implements Child {
    static final String NAME = "spark";
    /** No secret, and in no way to be left out: without one Java reads a store as empty. */
    static final String TRUST_PASSWORD = "certificates";

    private static final String MAIN_CLASS = "dev.polder.process.ProcessMain";

    /**
     * What the process needs to know.
     *
     * @param home the installed programs
     * @param directory its configuration, lock and scratch files
     * @param server where it asks for work
     * @param tokenFile its token
     * @param trust a key store of whom it trusts, under {@link #TRUST_PASSWORD}; whom Java trusts when empty
     */
    record Settings(
            Path home,
            Path directory,
            URI server,
            Path tokenFile,
            Optional<Path> trust,
            KafkaAccess kafka,
            SparkConfig spark,
            JavaRuntime java) {
        Settings {
            Objects.requireNonNull(home);
            Objects.requireNonNull(directory);
            Objects.requireNonNull(server);
            Objects.requireNonNull(tokenFile);
            Objects.requireNonNull(trust);
            Objects.requireNonNull(kafka);
            Objects.requireNonNull(spark);
            Objects.requireNonNull(java);
        }
    }

    private final Settings settings;
    private final Heartbeat heartbeat;
    private volatile Instant prepared = Instant.MAX;

    SparkProcess(Settings settings, Heartbeat heartbeat) {
        this.settings = settings;
        this.heartbeat = heartbeat;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void prepare() throws IOException {
        SecretFile.createDirectory(settings.directory());
        var config = JsonMapper.shared()
                .createObjectNode()
                .put("server", settings.server().toString())
                .put("tokenFile", settings.tokenFile().toString())
                .put("kafkaBootstrapServers", settings.kafka().bootstrapServers())
                .put("directory", settings.directory().toString())
                .put("parentPid", ProcessHandle.current().pid())
                .put("sparkMaster", settings.spark().master());
        settings.kafka().processClientFile().ifPresent(file -> config.put("kafkaProperties", file.toString()));
        var spark = config.putObject("spark");
        settings.spark().settings().forEach(spark::put);
        SecretFile.write(configFile(), config.toString() + "\n");
        prepared = Instant.now();
    }

    @Override
    public ProcessBuilder command() throws IOException {
        Path options = settings.home().resolve("conf/process.jvm.options");
        if (!Files.exists(options)) {
            throw new PolderException(
                    Code.NOT_FOUND, "There is no " + options, "Build the programs: mvn -q -DskipTests package");
        }
        List<String> command = new ArrayList<>();
        command.add(settings.java().executable().toString());
        command.add("-Dpolder.child=" + settings.directory());
        command.add("@" + options);
        settings.spark().heapMegabytes().ifPresent(heap -> command.add("-Xmx" + heap + "m"));
        command.add("-XX:+ExitOnOutOfMemoryError");
        settings.trust().ifPresent(file -> {
            command.add("-Djavax.net.ssl.trustStore=" + file);
            command.add("-Djavax.net.ssl.trustStoreType=PKCS12");
            command.add("-Djavax.net.ssl.trustStorePassword=" + TRUST_PASSWORD);
        });
        command.addAll(ClassPath.of(settings.home().resolve("lib/process")).flags());
        command.add(MAIN_CLASS);
        command.add(configFile().toString());
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(settings.directory().toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        // Another Spark installation's settings must not reach ours.
        builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_CONF_DIR", "HADOOP_CONF_DIR"));
        return builder;
    }

    /** Ready when it has asked for work since it was started. */
    @Override
    public boolean isReady() {
        return heartbeat.last().filter(last -> last.isAfter(prepared)).isPresent();
    }

    @Override
    public Duration startLimit() {
        return Duration.ofSeconds(120);
    }

    @Override
    public Duration stopLimit() {
        return Duration.ofSeconds(5);
    }

    @Override
    public StopSignal stopSignal() {
        return StopSignal.TERMINATE;
    }

    private Path configFile() {
        return settings.directory().resolve("process.json");
    }
}
