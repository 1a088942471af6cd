package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.DatabaseConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own: listens on 127.0.0.1 only, has no socket file, and lets nobody in without the generated password
 * (SCRAM).
 */
final class PostgresDatabase implements Child {
    static final String NAME = "postgres";
    private static final String USER = "polder";
    private static final String DATABASE = "polder";

    private final Path directory;
    private final Path passwordFile;
    private final int port;

    /**
     * @param directory the programs and the cluster
     * @param secrets where the password is kept
     */
    PostgresDatabase(Path directory, Path secrets, int port) {
        this.directory = directory;
        this.passwordFile = secrets.resolve("postgres.password");
        this.port = port;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** How the server connects. */
    DatabaseConfig access() throws IOException {
        SecretFile.readOrCreate(passwordFile);
        return new DatabaseConfig(url(DATABASE), USER, passwordFile);
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        SecretFile.createDirectory(directory);
        Path programs = PostgresBinaries.unpacked(directory);
        if (!Files.isDirectory(cluster())) {
            initialise(programs);
        }
        endEarlierPostmaster();
    }

    @Override
    public ProcessBuilder command() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(
                PostgresBinaries.unpacked(directory).resolve("bin/postgres").toString(),
                "-D",
                cluster().toString()));
        for (String setting : settings()) {
            command.add("-c");
            command.add(setting);
        }
        return localized(new ProcessBuilder(command).directory(directory.toFile()));
    }

    /** Ready when our user can log in and our database answers; makes the database the first time. */
    @Override
    public boolean isReady() {
        if (!LoopbackPorts.isOpen("127.0.0.1", port)) {
            return false;
        }
        try {
            return answers(DATABASE);
        } catch (SQLException | IOException notYet) {
            return "3D000".equals(notYet instanceof SQLException sql ? sql.getSQLState() : "") && createDatabase();
        }
    }

    @Override
    public Duration startLimit() {
        // After a crash it replays its log first.
        return Duration.ofSeconds(120);
    }

    @Override
    public Duration stopLimit() {
        return Duration.ofSeconds(8);
    }

    @Override
    public StopSignal stopSignal() {
        return StopSignal.INTERRUPT;
    }

    private Path cluster() {
        return directory.resolve("cluster");
    }

    private List<String> settings() {
        return List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=64",
                "shared_buffers=64MB",
                "max_wal_size=512MB",
                "io_method=sync",
                "max_parallel_workers_per_gather=0",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_line_prefix=%m [%p] %q%u@%d ",
                // Statements may carry what must not stand in a log.
                "log_min_error_statement=panic",
                "log_checkpoints=off");
    }

    private void initialise(Path programs) throws IOException, InterruptedException {
        Path partial = directory.resolve("cluster.partial");
        PostgresBinaries.deleteTree(partial);
        SecretFile.readOrCreate(passwordFile);
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + partial,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        Process process =
                localized(new ProcessBuilder(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            PostgresBinaries.deleteTree(partial);
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "PostgreSQL could not make its files in " + directory + ": " + output.strip(),
                    "Check space and rights of the data directory, or name a PostgreSQL as database.url");
        }
        Files.move(partial, cluster(), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean createDatabase() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
            return answers(DATABASE);
        } catch (SQLException | IOException notYet) {
            return false;
        }
    }

    private boolean answers(String database) throws SQLException, IOException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            return rows.next();
        }
    }

    private Connection connect(String database) throws SQLException, IOException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", SecretFile.readOrCreate(passwordFile));
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(url(database), properties);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /**
     * PostgreSQL does not start when {@code postmaster.pid} names a living process, even if that process is another program by
     * now. The lock of the data directory says that no other server owns this cluster.
     */
    private void endEarlierPostmaster() throws IOException, InterruptedException {
        Path file = cluster().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        Optional<ProcessHandle> ours = Files.readString(file)
                .lines()
                .findFirst()
                .filter(line -> line.matches("\\d+"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(cluster().toString()))
                        .isPresent());
        if (ours.isPresent()) {
            Signals.end(ours.get(), stopSignal(), stopLimit());
        }
        Files.deleteIfExists(file);
    }

    /** PostgreSQL refuses to run as root; inside a user namespace of its own it is nobody, with the rights it needs on its files. */
    private static List<String> asOrdinaryUser() throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        List<String> unshare = List.of("unshare", "-U");
        if (!works(unshare)) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "PostgreSQL does not run as root, and this machine does not let root change that (unshare -U)",
                    "Run polder as an ordinary user, or name a PostgreSQL as database.url in polder.yaml");
        }
        return unshare;
    }

    private static boolean works(List<String> prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static ProcessBuilder localized(ProcessBuilder builder) {
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }
}
