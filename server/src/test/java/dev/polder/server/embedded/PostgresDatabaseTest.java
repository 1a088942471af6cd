package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.server.database.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDatabaseTest {
    @TempDir
    static Path data;

    private static PostgresDatabase postgres;
    private static SupervisedChild child;

    @BeforeAll
    static void start() throws Exception {
        postgres = new PostgresDatabase(data.resolve("postgres"), data.resolve("secrets"), LoopbackPorts.free());
        child = new SupervisedChild(
                postgres,
                new RotatingLog(data.resolve("logs/postgres.log"), 1 << 20, 1),
                Backoff.DEFAULT,
                Clock.systemUTC(),
                () -> {});
        child.start();
        awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        child.stop();
    }

    @Test
    void whatWasCommittedSurvivesAKill() throws Exception {
        execute("CREATE TABLE kept (n int)");
        execute("INSERT INTO kept VALUES (42)");
        ChildProcess before = child.snapshot().process().orElseThrow();

        before.kill();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> child.snapshot().state().restarts() == 1
                        && child.snapshot().state() instanceof ChildState.Ready);

        try (Connection connection = connect(postgres.access().password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT n FROM kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        assertThatThrownBy(() -> connect("wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void thePasswordIsForTheOwnerOnly() throws Exception {
        Path password = data.resolve("secrets/postgres.password");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
    }

    private static void awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> child.snapshot().state() instanceof ChildState.Ready);
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = connect(postgres.access().password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(String password) throws Exception {
        DatabaseConfig access = postgres.access();
        return DriverManager.getConnection(access.url(), access.user(), password);
    }
}
