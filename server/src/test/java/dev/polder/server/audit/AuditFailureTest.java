package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.LoopbackPorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of entries when something dies. */
class AuditFailureTest {
    private static final int ACKNOWLEDGED = 3_000;

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterTheServerWasKilled() throws Exception {
        DatabaseConfig config = TestDatabase.config();
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditProgram.class.getName(),
                        config.url(),
                        config.passwordFile().toString(),
                        directory.toString())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        Map<String, Integer> acknowledged = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            int count = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may be torn.
                if (line.matches("thread-\\d+ \\d+")) {
                    acknowledged.merge(line.split(" ")[0], 1, Integer::sum);
                }
                if (++count == ACKNOWLEDGED) {
                    // The process itself would close what it printed.
                    program.toHandle().destroyForcibly();
                }
            }
            assertThat(count).as(Files.readString(directory.resolve("errors"))).isGreaterThanOrEqualTo(ACKNOWLEDGED);
        }
        program.waitFor();

        try (Database database = Database.open(config);
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC())) {
            log.record(event("after the kill"));

            AuditVerification found = verified(database);
            assertThat(found.broken()).isEmpty();
            acknowledged.forEach((thread, count) -> {
                List<Integer> kept = database.withHandle(handle -> handle.createQuery("""
                                select (details::json ->> 'number')::int as number from audit_entry
                                where principal = :thread order by number
                                """)
                        .bind("thread", thread)
                        .mapTo(Integer.class)
                        .list());
                // One more may have become durable than was said.
                assertThat(kept.size()).as(thread).isBetween(count, count + 1);
                assertThat(kept).as(thread).first().isEqualTo(0);
                assertThat(kept).as(thread).last().isEqualTo(kept.size() - 1);
            });
        }
    }

    @Test
    void withoutADatabaseNothingIsAllowedAndThenEverythingGoesOn() throws Exception {
        Path data = directory.resolve("postgres");
        EmbeddedPostgres postgres = postgres(data, 0);
        int port = postgres.getPort();
        Path password = Files.writeString(directory.resolve("password"), "postgres\n");
        DatabaseConfig config = new DatabaseConfig(postgres.getJdbcUrl("postgres", "postgres"), "postgres", password);
        try (Database database = Database.open(config);
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC())) {
            log.record(event("before"));

            postgres.close();

            for (int i = 0; i < 3; i++) {
                Instant asked = Instant.now();
                assertThatThrownBy(() -> log.record(event("meanwhile")))
                        .isInstanceOfSatisfying(
                                PolderException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(Code.AUDIT_UNAVAILABLE));
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
            }

            postgres = postgres(data, port);
            log.record(event("after"));

            assertThat(texts(config)).containsExactly("before", "after");
        } finally {
            postgres.close();
        }
    }

    @Test
    void aConnectionThatWasLostInBetweenCostsNobodyAnAnswer() {
        try (Database database = TestDatabase.create();
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC())) {
            log.record(event("one"));
            database.useHandle(handle -> handle.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                            + " and pid <> pg_backend_pid() and query ilike '%commit%'"));

            log.record(event("two"));

            assertThat(verifiedEntries(database)).isEqualTo(2);
        }
    }

    @Test
    void aTableThatSomebodyHasLockedRefusesSoonAndIsWrittenAgainAfterwards() {
        try (Database database = TestDatabase.create();
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC())) {
            log.record(event("one"));
            database.useTransaction(handle -> {
                handle.execute("lock table audit_entry in access exclusive mode");
                Instant asked = Instant.now();
                assertThatThrownBy(() -> log.record(event("two")))
                        .isInstanceOfSatisfying(
                                PolderException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(Code.AUDIT_UNAVAILABLE));
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
            });

            log.record(event("three"));

            assertThat(verifiedEntries(database)).isEqualTo(2);
        }
    }

    @Test
    void anErrorInTheMiddleOfABatchLeavesNoTransactionOpen() {
        try (Database database = TestDatabase.create();
                Checkpoints checkpoints = new Checkpoints(AuditConfig.in(directory), Clock.systemUTC())) {
            AtomicInteger commits = new AtomicInteger();
            ChainWriter writer =
                    new ChainWriter(database, checkpoints, Duration.ofSeconds(5), Clock.systemUTC(), handle -> {
                        if (commits.incrementAndGet() == 1) {
                            throw new OutOfMemoryError("for this batch");
                        }
                        handle.commit();
                    });
            GroupCommit log = new GroupCommit(writer, Duration.ofSeconds(5));
            assertThatThrownBy(() -> log.record(event("one"))).hasMessageContaining("the audit failed");

            log.record(event("two"));

            log.close();
            writer.close();
            assertThat(verifiedEntries(database)).isEqualTo(1);
        }
    }

    @Test
    void entriesWhoseCommitWasNotConfirmedAreToldAbout() {
        try (Database database = TestDatabase.create();
                Checkpoints checkpoints = new Checkpoints(AuditConfig.in(directory), Clock.systemUTC())) {
            AtomicInteger commits = new AtomicInteger();
            ChainWriter writer =
                    new ChainWriter(database, checkpoints, Duration.ofSeconds(5), Clock.systemUTC(), handle -> {
                        handle.commit();
                        if (commits.incrementAndGet() == 2) {
                            throw new PolderException(Code.UNAVAILABLE, "the answer is lost", "");
                        }
                    });
            GroupCommit log = new GroupCommit(writer, Duration.ofSeconds(5));
            log.record(event("one"));
            assertThatThrownBy(() -> log.record(event("two"))).hasMessageContaining("did not confirm it");

            log.record(event("three"));

            log.close();
            List<String> found = database.withHandle(
                    handle -> handle.createQuery("select action || ' ' || details from audit_entry order by sequence")
                            .mapTo(String.class)
                            .list());
            assertThat(found).hasSize(4);
            assertThat(found.get(1)).contains("two");
            assertThat(found.get(2)).isEqualTo("audit.unconfirmed {\"from\":\"2\",\"to\":\"2\"}");
            assertThat(found.get(3)).contains("three");
            writer.close();
        }
    }

    @Test
    void aLogThatWasCutOffUnderARunningServerIsToldAbout() {
        try (Database database = TestDatabase.create();
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC())) {
            log.record(event("one"));
            log.record(event("two"));
            database.useTransaction(handle -> {
                handle.execute("set local session_replication_role = replica");
                handle.execute("delete from audit_entry where sequence = 2");
            });

            log.record(event("three"));

            assertThat(database.<String, RuntimeException>withHandle(handle -> handle.createQuery(
                                    "select action || ' ' || details from audit_entry where sequence = 2")
                            .mapTo(String.class)
                            .one()))
                    .isEqualTo("audit.broken {\"from\":\"2\",\"to\":\"1\"}");
        }
    }

    private static EmbeddedPostgres postgres(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port == 0 ? LoopbackPorts.free() : port)
                .start();
    }

    private static List<String> texts(DatabaseConfig config) {
        try (Database database = Database.open(config)) {
            return database.withHandle(
                    handle -> handle.createQuery("select details::json ->> 'text' from audit_entry order by sequence")
                            .mapTo(String.class)
                            .list());
        }
    }

    private long verifiedEntries(Database database) {
        AuditVerification found = verified(database);
        assertThat(found.broken()).isEmpty();
        return found.verified();
    }

    private AuditVerification verified(Database database) {
        try (Checkpoints checkpoints = new Checkpoints(AuditConfig.in(directory), Clock.systemUTC())) {
            return database.inTransaction(handle ->
                    new AuditVerifier(checkpoints).verify(handle, ChainHead.START, ChainHead.START, 1_000_000));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static AuditEvent event(String text) {
        return new AuditEvent(Instant.now(), "ana", "query", Optional.empty(), Outcome.ALLOWED, Map.of("text", text));
    }
}
