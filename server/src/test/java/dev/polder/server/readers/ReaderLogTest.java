package dev.polder.server.readers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.query.Column;
import dev.polder.query.Reading;
import dev.polder.server.SettableClock;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReaderLogTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Database database;
    private final SettableClock clock = new SettableClock();
    private final PortId port = PortId.parse("sales.orders.lines-" + NUMBER.incrementAndGet() + ".v1");

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private Reading reading(String sql) {
        return new Reading(
                sql,
                List.of(new Reading.Source(
                        "sales.orders.lines",
                        port,
                        List.of(
                                new Column("id", "BIGINT"),
                                new Column("email", "VARCHAR"),
                                new Column("amount", "DECIMAL(9,2)")))));
    }

    private List<PortUser> users() {
        return new PortUsers(database, clock).of(List.of(port)).get(port);
    }

    private static PortUser.Column column(String name, long reads, Instant last) {
        return new PortUser.Column(name, new PortUser.Use(reads, last));
    }

    @Test
    void aQueryCountsForEachColumnItReads() {
        Instant first = clock.instant();
        try (ReaderLog log = new ReaderLog(database, clock)) {
            log.queried("bo", reading("SELECT count(*) FROM sales.orders.lines"));
            log.queried("ana", reading("SELECT id FROM sales.orders.lines WHERE email = 'x'"));
            log.queried("ana", reading("SELECT id FROM sales.orders.lines WHERE email = 'x'"));
            log.flush();
            clock.pass(Duration.ofDays(1));
            log.queried("ana", reading("SELECT email FROM sales.orders.lines"));
            log.queried("ana", reading("SELECT * FROM sales.orders.lines"));
            log.queried("ana", new Reading("SELECT 1", List.of()));
            log.loaded("ana", port);
            log.flush();
        }

        Instant last = clock.instant();
        assertThat(users())
                .containsExactly(
                        new PortUser(
                                "ana",
                                PortUser.Via.QUERY,
                                List.of(column("email", 3, last), column("id", 2, first)),
                                Optional.of(new PortUser.Use(1, last)),
                                Optional.empty(),
                                Optional.empty()),
                        new PortUser(
                                "ana",
                                PortUser.Via.CATALOG,
                                List.of(),
                                Optional.empty(),
                                Optional.of(new PortUser.Use(1, last)),
                                Optional.empty()),
                        new PortUser(
                                "bo",
                                PortUser.Via.QUERY,
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new PortUser.Use(1, first))));
    }

    @Test
    void membersOfThePortsDomainAndTheFederationSeeNamesAndOthersNumbers() {
        try (ReaderLog log = new ReaderLog(database, clock)) {
            log.queried("ana", reading("SELECT id FROM sales.orders.lines"));
            log.loaded("ana", port);
            log.loaded("bo", port);
        }

        assertThat(seenBy(Set.of(), Map.of(port.address().domain(), DomainRole.DEVELOPER)))
                .containsExactly("ana", "ana", "bo");
        assertThat(seenBy(Set.of(MeshRole.GOVERNANCE), Map.of())).containsExactly("ana", "ana", "bo");
        assertThat(seenBy(Set.of(), Map.of(new DomainName("support"), DomainRole.OWNER)))
                .containsExactly("reader 1", "reader 1", "reader 2");
    }

    private List<String> seenBy(Set<MeshRole> roles, Map<DomainName, DomainRole> domains) {
        Principal somebody = new Principal("eva", Principal.Kind.PERSON, Set.of(), roles, domains);
        return new PortUsers(database, clock)
                .of(List.of(port), somebody).get(port).stream()
                        .map(PortUser::principal)
                        .toList();
    }

    @Test
    void whoReadsNothingForNinetyDaysIsForgotten() {
        try (ReaderLog log = new ReaderLog(database, clock)) {
            log.queried("ana", reading("SELECT id FROM sales.orders.lines"));
            log.flush();
            clock.pass(PostgresReaderStore.KEPT.minusDays(1));
            log.queried("ana", reading("SELECT email FROM sales.orders.lines"));
            log.flush();
            clock.pass(Duration.ofDays(2));

            assertThat(users())
                    .singleElement()
                    .satisfies(user -> assertThat(user.columns())
                            .extracting(PortUser.Column::name)
                            .containsExactly("email"));
            new PostgresReaderStore(database).forget(clock.instant());
            clock.pass(PostgresReaderStore.KEPT.negated());
            assertThat(users())
                    .singleElement()
                    .satisfies(user -> assertThat(user.columns()).hasSize(1));
        }
    }

    @Test
    void whatIsLeftWhenTheServerStopsIsWrittenSoon() {
        try (ReaderLog log = new ReaderLog(database, clock)) {
            log.start();
            for (int i = 0; i < 150; i++) {
                log.queried("ana", reading("SELECT email FROM sales.orders.lines WHERE amount = " + i));
            }
        }
        assertThat(users()).singleElement().satisfies(user -> {
            long seen = user.columns().stream()
                    .mapToLong(column -> column.use().reads())
                    .max()
                    .orElse(0);
            assertThat(seen + user.unclear().map(PortUser.Use::reads).orElse(0L))
                    .isEqualTo(150);
        });
    }

    @Test
    void aFloodOfQueriesIsCountedWithoutLookingAtEach() {
        try (ReaderLog log = new ReaderLog(database, clock)) {
            for (int i = 0; i < 5_000; i++) {
                log.queried("ana", reading("SELECT id FROM sales.orders.lines WHERE amount = " + i));
            }
            log.queried("ana", reading("SELECT id FROM sales.orders.lines -- " + "x".repeat(50_000)));
            log.flush();
        }
        assertThat(users()).singleElement().satisfies(user -> {
            assertThat(user.columns())
                    .allSatisfy(column -> assertThat(column.use().reads()).isEqualTo(200));
            assertThat(user.unclear().orElseThrow().reads()).isEqualTo(4_801);
        });
    }
}
