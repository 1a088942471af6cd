package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditKey;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.ChainVerifier;
import dev.polder.core.audit.EntryContent;
import dev.polder.core.problem.PolderException;
import dev.polder.server.SettableClock;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    Path directory;

    @Test
    void anotherKeyThatWasAcceptedStandsInTheLogAndInWhatVerifySays() throws Exception {
        AuditConfig config = AuditConfig.in(directory);
        try (Database database = TestDatabase.create()) {
            try (AuditLog log = new AuditLog(database, config, Clock.systemUTC())) {
                log.record(event("one"));
            }
            String lost =
                    AuditKey.ofPem(Files.readString(config.key())).verifying().id();
            Files.delete(config.key());
            assertThatThrownBy(() -> new AuditLog(database, config, Clock.systemUTC()))
                    .hasMessageContaining(lost);
            Files.writeString(config.key().resolveSibling("audit.key.accepted"), lost);

            try (AuditLog log = new AuditLog(database, config, Clock.systemUTC())) {
                log.record(event("two"));
            }

            String now =
                    AuditKey.ofPem(Files.readString(config.key())).verifying().id();
            try (AuditLog log = new AuditLog(database, config, Clock.systemUTC())) {
                AuditVerification found = log.verify(ChainHead.START);
                assertThat(found.broken()).isEmpty();
                assertThat(found.doubts()).isEmpty();
                assertThat(found.verified()).isEqualTo(3);
                assertThat(found.notes()).singleElement().asString().contains("Since entry 2", now);
            }
            assertThat(database.<String, RuntimeException>withHandle(handle -> handle.createQuery(
                                    "select action || ' ' || details from audit_entry where sequence = 2")
                            .mapTo(String.class)
                            .one()))
                    .isEqualTo("audit.key {\"from\":\"" + lost + "\",\"to\":\"" + now + "\"}");
        }
    }

    private static AuditEvent event(String text) {
        return new AuditEvent(Instant.now(), "ana", "query", Optional.empty(), Outcome.ALLOWED, Map.of("text", text));
    }

    @Test
    void whatManyThreadsOfTwoServersRecordIsOneChain() throws Exception {
        try (Database database = TestDatabase.create();
                AuditLog one = new AuditLog(database, AuditConfig.in(directory.resolve("one")), Clock.systemUTC());
                AuditLog two = new AuditLog(database, AuditConfig.in(directory.resolve("two")), Clock.systemUTC())) {
            ExecutorService threads = Executors.newFixedThreadPool(64);
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 64; thread++) {
                AuditLog log = thread % 2 == 0 ? one : two;
                String name = "thread " + thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        log.record(event(name, "entry " + i));
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
            threads.shutdown();

            assertThat(chained(database)).isEqualTo(64 * 50);
        }
    }

    @Test
    void whatIsOldEnoughGoesUpToASignedLine() {
        SettableClock clock = new SettableClock();
        try (Database database = TestDatabase.create();
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), clock)) {
            record(log, clock, 20, "old");
            clock.pass(Duration.ofDays(10));
            record(log, clock, 5, "new");
            assertThat(log.retention().prune(Duration.ofDays(11))).isZero();

            assertThat(log.retention().prune(Duration.ofDays(5))).isEqualTo(20);

            AuditVerification found = log.verify(ChainHead.START);
            assertThat(found.broken()).isEmpty();
            // With the one about the removal.
            assertThat(found.verified()).isEqualTo(6);
            assertThat(found.head().sequence()).isEqualTo(26);
            assertThat(log.retention().prune(Duration.ofDays(5))).isZero();
            record(log, clock, 1, "newer");
            assertThat(log.verify(ChainHead.START).broken()).isEmpty();
        }
        try (Database database = TestDatabase.create();
                AuditLog elsewhere = new AuditLog(database, AuditConfig.in(directory.resolve("other")), clock)) {
            assertThat(elsewhere.retention().prune(Duration.ofDays(5))).isZero();
        }
    }

    @Test
    void aRemovalThatWasCutOffBeforeTheLogSaidSoIsToldByTheNextOne() {
        SettableClock clock = new SettableClock();
        try (Database database = TestDatabase.create();
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), clock)) {
            record(log, clock, 20, "old");
            clock.pass(Duration.ofDays(10));
            record(log, clock, 5, "new");
            // As if the server were killed when the entries are gone.
            database.useHandle(handle -> handle.execute("""
                    create trigger not_told before insert on audit_entry for each row
                    when (new.action = 'audit.pruned') execute function audit_refuse()
                    """));
            assertThatThrownBy(() -> log.retention().prune(Duration.ofDays(5))).isInstanceOf(PolderException.class);
            database.useHandle(handle -> handle.execute("drop trigger not_told on audit_entry"));
            assertThat(told(database)).isEmpty();
            clock.pass(Duration.ofDays(10));
            record(log, clock, 5, "newer");

            assertThat(log.retention().prune(Duration.ofDays(5))).isEqualTo(5);

            assertThat(told(database)).containsExactly("1 20", "21 25");
            assertThat(log.verify(ChainHead.START).broken()).isEmpty();
        }
    }

    private static List<String> told(Database database) {
        return database.withHandle(
                handle -> handle.createQuery("""
                        select (details::jsonb ->> 'from') || ' ' || (details::jsonb ->> 'to') from audit_entry
                        where action = 'audit.pruned' order by sequence
                        """).mapTo(String.class).list());
    }

    @Test
    void whatWasChangedIsNotRemoved() {
        SettableClock clock = new SettableClock();
        try (Database database = TestDatabase.create();
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), clock)) {
            record(log, clock, 20, "old");
            clock.pass(Duration.ofDays(10));
            record(log, clock, 5, "new");
            database.useTransaction(handle -> {
                handle.execute("set local session_replication_role = replica");
                handle.execute("update audit_entry set principal = 'bo' where sequence = 7");
            });

            assertThat(log.retention().prune(Duration.ofDays(5))).isZero();

            assertThat(log.verify(ChainHead.START).broken().orElseThrow().sequence())
                    .isEqualTo(7);
        }
    }

    private static void record(AuditLog log, Clock clock, int count, String text) {
        for (int i = 0; i < count; i++) {
            log.record(new AuditEvent(
                    clock.instant(), "ana", "query", Optional.empty(), Outcome.ALLOWED, Map.of("text", text)));
        }
    }

    private static int chained(Database database) {
        ChainVerifier verifier = new ChainVerifier(ChainHead.START, List.of());
        return database
                .withHandle(handle -> handle.createQuery("select * from audit_entry order by sequence")
                        .map((row, context) -> verifier.add(
                                row.getLong("sequence"),
                                EntryContent.of(new AuditEvent(
                                        row.getObject("at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getString("principal"),
                                        row.getString("action"),
                                        Optional.ofNullable(row.getString("target")),
                                        Outcome.valueOf(row.getString("outcome")),
                                        Map.of("text", row.getString("details").split("\"")[3]))),
                                row.getBytes("hash")))
                        .list())
                .stream()
                .mapToInt(found -> {
                    assertThat(found).isEmpty();
                    return 1;
                })
                .sum();
    }

    private static AuditEvent event(String principal, String text) {
        return new AuditEvent(
                Instant.now(),
                principal,
                "query",
                Optional.of("sales.orders.order_lines"),
                Outcome.ALLOWED,
                Map.of("text", text));
    }
}
