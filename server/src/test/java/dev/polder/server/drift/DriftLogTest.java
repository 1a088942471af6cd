package dev.polder.server.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.gate.Drift;
import dev.polder.gate.DriftCount;
import dev.polder.server.SettableClock;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DriftLogTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Database database;
    private final SettableClock clock = new SettableClock();
    private final PortId port = PortId.parse("sales.orders.lines-" + NUMBER.incrementAndGet() + ".v1");
    private final JudgedContract contract = new JudgedContract(port, "1.2.0", "digest-1");

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static DriftCount records(int records, Map<String, String> types) {
        DriftCount count = new DriftCount();
        for (int i = 0; i < records; i++) {
            count.add(new Drift(types.size(), types));
        }
        return count;
    }

    private PortDrift kept() {
        try (DriftLog other = new DriftLog(database, clock)) {
            return other.port(contract).orElseThrow();
        }
    }

    @Test
    void whatWasCountedOutlivesTheServer() {
        Instant since = clock.instant();
        try (DriftLog log = new DriftLog(database, clock)) {
            log.add(contract, records(2, Map.of("$.colour", "a string")));
            clock.pass(Duration.ofMinutes(1));
            log.add(contract, records(1, Map.of("$.lines[*].size", "null")));
            log.flush();
            log.add(contract, records(3, Map.of("$.lines[*].size", "a number")));
        }

        Instant last = clock.instant();
        assertThat(kept())
                .isEqualTo(new PortDrift(
                        "1.2.0",
                        2,
                        6,
                        0,
                        since,
                        last,
                        List.of(
                                new PortDrift.UnknownField("$.lines[*].size", "a number", 4, since, last),
                                new PortDrift.UnknownField("$.colour", "a string", 2, since, last))));
    }

    @Test
    void aMillionNamesFillNeitherMemoryNorTheDatabase() {
        try (DriftLog log = new DriftLog(database, clock)) {
            DriftCount body = new DriftCount();
            for (int i = 0; i < 1_000_000; i++) {
                body.add(new Drift(1, Map.of("$.field" + i, "a number")));
                if (i % 100_000 == 0) {
                    log.add(contract, body);
                    body = new DriftCount();
                }
                if (i % 250_000 == 0) {
                    log.flush();
                }
            }
            log.add(contract, body);
        }

        PortDrift kept = kept();
        assertThat(kept.fields()).hasSize(DriftCount.MOST_PATHS);
        assertThat(kept.names()).isEqualTo(DriftCount.MOST_PATHS);
        assertThat(kept.records()).isEqualTo(1_000_000);
        assertThat(kept.others()
                        + kept.fields().stream()
                                .mapToLong(PortDrift.UnknownField::records)
                                .sum())
                .isEqualTo(1_000_000);
    }

    @Test
    void aLongPathIsShortenedAtItsBeginning() {
        try (DriftLog log = new DriftLog(database, clock)) {
            log.add(contract, records(1, Map.of("$" + ".\u0416\uD83D\uDE00".repeat(2000) + ".colour", "a string")));
        }
        assertThat(kept().fields().get(0).path())
                .startsWith("…")
                .endsWith(".colour")
                .hasSizeLessThanOrEqualTo(400);
    }

    @Test
    void manyServersCountTogetherAndKeepTheLimit() throws InterruptedException {
        List<Thread> servers = new ArrayList<>();
        for (int server = 0; server < 8; server++) {
            int number = server;
            servers.add(new Thread(() -> {
                try (DriftLog log = new DriftLog(database, clock)) {
                    for (int i = 0; i < 20; i++) {
                        log.add(contract, records(1, Map.of("$.both", "a string")));
                        log.add(contract, records(1, Map.of("$.of" + number + "_" + i, "a string")));
                        log.flush();
                    }
                }
            }));
        }
        servers.forEach(Thread::start);
        for (Thread server : servers) {
            server.join();
        }

        PortDrift kept = kept();
        assertThat(kept.records()).isEqualTo(320);
        assertThat(kept.fields()).hasSize(DriftCount.MOST_PATHS);
        assertThat(kept.fields().get(0).path()).isEqualTo("$.both");
        assertThat(kept.fields().get(0).records()).isEqualTo(160);
        assertThat(kept.others()).isEqualTo(160 - 99);
    }

    @Test
    void anotherContractBeginsAnew() {
        JudgedContract next = new JudgedContract(port, "1.3.0", "digest-2");
        try (DriftLog log = new DriftLog(database, clock)) {
            log.add(contract, records(5, Map.of("$.colour", "a string")));
            log.flush();
            assertThat(log.port(next)).isEmpty();
            clock.pass(Duration.ofHours(2));
            log.add(next, records(1, Map.of("$.size", "a string")));
            log.flush();

            assertThat(log.port(next).orElseThrow().records()).isEqualTo(1);
            log.forget();
            assertThat(log.ports()).containsKey(next).doesNotContainKey(contract);
        }
    }

    @Test
    void whatIsNotSeenForAMonthIsForgotten() {
        try (DriftLog log = new DriftLog(database, clock)) {
            log.add(contract, records(5, Map.of("$.colour", "a string")));
            log.flush();
            clock.pass(PostgresDriftStore.KEPT.minusDays(1));
            log.add(contract, records(1, Map.of("$.size", "a string")));
            log.flush();
            clock.pass(Duration.ofDays(2));
            log.forget();

            assertThat(log.port(contract).orElseThrow().fields())
                    .extracting(PortDrift.UnknownField::path)
                    .containsExactly("$.size");
            clock.pass(PostgresDriftStore.KEPT);
            assertThat(log.port(contract)).isEmpty();
            log.forget();
            assertThat(log.ports()).doesNotContainKey(contract);
        }
    }

    @Test
    void whatCannotBeWrittenNowIsWrittenLater() {
        try (DriftLog log = new DriftLog(database, clock)) {
            database.useHandle(handle -> handle.execute("alter table drift rename to drift_away"));
            log.add(contract, records(2, Map.of("$.colour", "a string")));
            log.flush();
            database.useHandle(handle -> handle.execute("alter table drift_away rename to drift"));
            log.add(contract, records(1, Map.of("$.colour", "a string")));
            log.flush();
        }
        assertThat(kept().records()).isEqualTo(3);
    }
}
