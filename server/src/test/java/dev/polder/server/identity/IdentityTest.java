package dev.polder.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.Accesses;
import dev.polder.server.config.IdentityConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.http.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final Principal ADMIN =
            new Principal("admin", Kind.PERSON, Set.of(), Set.of(MeshRole.ADMIN), Map.of());
    private static final String FROM = "127.0.0.1";
    private static final MeshModel MESH =
            MeshReader.read(Map.of("domains/sales/domain.yaml", """
                    apiVersion: polder.dev/v1
                    kind: Domain
                    name: sales
                    owner: sellers
                    developers: [builders]
                    """)).model().orElseThrow();

    /** A clock that stands where the test puts it. */
    private static final class Hand extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        void pass(Duration time) {
            now.updateAndGet(before -> before.plus(time));
        }
    }

    private final Hand clock = new Hand();
    private final KeptEvents audit = new KeptEvents();
    private static Database database;
    private Server server;

    /** What one server knows. */
    private final class Server implements AutoCloseable {
        final Identity whole;
        final Directory directory;
        final UserService users;
        final TeamService teams;
        final TokenService tokens;

        Server() {
            this(new Tokens("bootstrap", "engine"));
        }

        Server(Tokens own) {
            whole = new Identity(
                    database, own, IdentityConfig.DEFAULT, () -> MESH, Accesses.departures(audit), audit, clock);
            directory = whole.directory();
            users = new UserService(whole.changes());
            teams = new TeamService(whole.changes());
            tokens = new TokenService(whole.changes(), IdentityConfig.DEFAULT);
            whole.start();
        }

        Principal identify(String token) {
            return whole.bearers().identify(token, FROM);
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.useHandle(handle -> handle.execute("truncate mesh_user, team, team_member, api_token, admin_token"));
        server = new Server();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private User ana() {
        return server.users.add(ADMIN, "ana", Kind.PERSON, Optional.of("Ana"), Set.of(), Set.of());
    }

    private String token(String user) {
        return server.tokens
                .make(ADMIN, Optional.of(user), "laptop", Optional.empty())
                .secret()
                .reveal();
    }

    private static void refused(Code code, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
            assertThat(e.remedy()).isNotBlank();
        });
    }

    @Test
    void aTokenStandsForItsUserWithTeamsAndRolesInDomains() {
        server.teams.add(ADMIN, "builders", Optional.empty(), Set.of());
        server.users.add(ADMIN, "ana", Kind.PERSON, Optional.empty(), Set.of(MeshRole.GOVERNANCE), Set.of("builders"));
        String token = token("ana");

        assertThat(token).startsWith("polder_").hasSizeGreaterThan(45);
        assertThat(server.identify(token))
                .isEqualTo(new Principal(
                        "ana",
                        Kind.PERSON,
                        Set.of("builders"),
                        Set.of(MeshRole.GOVERNANCE),
                        Map.of(new DomainName("sales"), DomainRole.DEVELOPER)));
        server.teams.add(ADMIN, "sellers", Optional.empty(), Set.of("ana"));
        assertThat(server.identify(token).domains()).containsEntry(new DomainName("sales"), DomainRole.OWNER);
    }

    @Test
    void theDatabaseHoldsNoToken() {
        ana();
        String token = token("ana");

        String all = database.withHandle(handle -> String.join(
                "\n",
                handle.createQuery("select encode(digest, 'escape') || t::text from api_token t")
                        .mapTo(String.class)
                        .list()));

        assertThat(all).contains("laptop").doesNotContain(token, token.substring(7), token.substring(10, 30));
    }

    @Test
    void aRevocationStandsInTheDirectoryAtOnceAndAnotherServerRefusesTheToken() {
        ana();
        String token = token("ana");
        server.identify(token);
        try (Server other = new Server()) {
            other.identify(token);
            ApiToken known = server.tokens.list(ADMIN, Optional.of("ana")).get(0);

            server.tokens.revoke(ADMIN, known.id());
            long revoked = System.nanoTime();

            assertThat(server.directory
                            .now()
                            .token(known.digest())
                            .orElseThrow()
                            .revokedAt())
                    .isPresent();
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> other.whole.bearers().known(token, FROM).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(1));
            refused(Code.UNAUTHENTICATED, "was revoked", () -> other.identify(token));
        }
    }

    @Test
    void aTokenEnds() {
        ana();
        String token = token("ana");
        server.identify(token);

        clock.pass(Duration.ofDays(90));

        refused(Code.UNAUTHENTICATED, "has expired", () -> server.identify(token));
        refused(
                Code.USAGE,
                "cannot live",
                () -> server.tokens.make(ADMIN, Optional.of("ana"), "x", Optional.of(Duration.ofDays(366))));
        refused(
                Code.USAGE,
                "cannot live",
                () -> server.tokens.make(ADMIN, Optional.of("ana"), "x", Optional.of(Duration.ZERO)));
    }

    @Test
    void whatIsAskedForALongTimeIsAskedByWhomTheTokenStandsForAtEachMoment() {
        ana();
        String token = token("ana");
        assertThat(server.whole.bearers().still(token)).contains(server.identify(token));

        server.users.disable(ADMIN, "ana");

        assertThat(server.whole.bearers().still(token)).isEmpty();
        server.users.enable(ADMIN, "ana");
        server.tokens.revoke(
                ADMIN, server.tokens.list(ADMIN, Optional.of("ana")).get(0).id());
        assertThat(server.whole.bearers().still(token)).isEmpty();
        assertThat(server.whole.bearers().still("bootstrap")).isPresent();
    }

    @Test
    void whoeverIsDisabledIsNotLetIn() {
        ana();
        String token = token("ana");
        server.users.disable(ADMIN, "ana");

        refused(Code.UNAUTHENTICATED, "'ana' is disabled", () -> server.identify(token));
        assertThat(server.directory.find("ana")).isEmpty();

        server.users.enable(ADMIN, "ana");
        assertThat(server.identify(token).name()).isEqualTo("ana");
    }

    @Test
    void aNameIsNeverGivenToSomebodyElse() {
        ana();
        String token = token("ana");
        server.users.remove(ADMIN, "ana");

        refused(Code.UNAUTHENTICATED, "no valid token", () -> server.identify(token));
        refused(Code.ALREADY_EXISTS, "'ana'", this::ana);
        for (String name : List.of("admin", "process", "Ana", "", "a b", "../x", "x".repeat(101))) {
            refused(
                    Code.NAME_INVALID,
                    "user",
                    () -> server.users.add(ADMIN, name, Kind.PERSON, Optional.empty(), Set.of(), Set.of()));
        }
    }

    @Test
    void everybodyMakesAndRevokesTheirOwnTokensAnAdminAll() {
        ana();
        server.users.add(ADMIN, "bob", Kind.SERVICE, Optional.empty(), Set.of(), Set.of());
        Principal ana = server.identify(token("ana"));
        ApiToken ofBob = server.tokens
                .make(ADMIN, Optional.of("bob"), "job", Optional.empty())
                .token();

        assertThat(server.tokens
                        .make(ana, Optional.empty(), "own", Optional.of(Duration.ofHours(1)))
                        .token()
                        .expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        refused(Code.DENIED, "'bob'", () -> server.tokens.make(ana, Optional.of("bob"), "x", Optional.empty()));
        refused(Code.DENIED, "'bob'", () -> server.tokens.list(ana, Optional.of("bob")));
        refused(Code.NOT_FOUND, ofBob.id(), () -> server.tokens.revoke(ana, ofBob.id()));
        refused(Code.USAGE, "Polder's own", () -> server.tokens.make(ADMIN, Optional.empty(), "x", Optional.empty()));
        server.tokens.revoke(ADMIN, ofBob.id());
        assertThat(server.tokens.list(ADMIN, Optional.of("bob")))
                .singleElement()
                .satisfies(token -> assertThat(token.revokedAt()).isPresent());
    }

    @Test
    void aTeamThatADomainNamesStays() {
        server.teams.add(ADMIN, "sellers", Optional.empty(), Set.of());

        refused(Code.IN_USE, "[sales]", () -> server.teams.remove(ADMIN, "sellers"));
        refused(Code.NOT_FOUND, "'nobody-here'", () -> server.teams.addMember(ADMIN, "sellers", "nobody-here"));
        refused(Code.ALREADY_EXISTS, "sellers", () -> server.teams.add(ADMIN, "sellers", Optional.empty(), Set.of()));
    }

    @Test
    void theNameOfATeamThatIsGoneIsGivenToNobody() {
        ana();
        server.teams.add(ADMIN, "night-team", Optional.empty(), Set.of("ana"));
        server.teams.remove(ADMIN, "night-team");

        assertThat(server.directory.find("ana").orElseThrow().teams()).isEmpty();
        refused(
                Code.ALREADY_EXISTS,
                "is, or was",
                () -> server.teams.add(ADMIN, "night-team", Optional.empty(), Set.of()));
        refused(Code.NOT_FOUND, "night-team", () -> server.teams.addMember(ADMIN, "night-team", "ana"));
        said(clock.instant(), "night-team", "sellers");
        assertThat(teams(server)).as("by the provider's groups").containsExactly("sellers");
    }

    private static String adminToken(Path data) throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    private static Path copied(Path data, Path to) throws IOException {
        Files.createDirectories(to);
        for (String file : List.of("admin.token", "process.token")) {
            Files.copy(data.resolve(file), to.resolve(file));
        }
        return to;
    }

    @Test
    void anAdministratorsTokenIsRotatedOnEveryServer(@TempDir Path directory) throws IOException {
        Path here = Files.createDirectories(directory.resolve("here"));
        Path there = Files.createDirectories(directory.resolve("there"));
        try (Server one = new Server(Tokens.in(here));
                Server other = new Server(Tokens.in(there))) {
            String oldHere = adminToken(here);
            String oldThere = adminToken(there);
            Path aside = copied(there, directory.resolve("aside"));
            assertThat(one.identify(oldHere)).isEqualTo(ADMIN);
            assertThat(other.identify(oldThere)).isEqualTo(ADMIN);

            one.whole.admins().rotate(ADMIN);

            refused(Code.UNAUTHENTICATED, "no valid token", () -> one.identify(oldHere));
            assertThat(one.identify(adminToken(here))).isEqualTo(ADMIN);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> other.whole.bearers().known(oldThere, FROM).isEmpty());
            await().atMost(Duration.ofSeconds(5)).until(() -> !adminToken(there).equals(oldThere));
            String newThere = adminToken(there);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> other.whole.bearers().known(newThere, FROM).isPresent());
            try (Server late = new Server(Tokens.in(aside))) {
                refused(Code.UNAUTHENTICATED, "no valid token", () -> late.identify(oldThere));
                assertThat(late.identify(adminToken(aside))).isEqualTo(ADMIN);
            }
        }
        try (Server again = new Server(Tokens.in(here))) {
            assertThat(again.identify(adminToken(here))).isEqualTo(ADMIN);
        }
    }

    @Test
    void whenATokenWasLastUsedIsWrittenLater() {
        ana();
        String token = token("ana");
        server.identify(token);
        clock.pass(Duration.ofMinutes(5));
        assertThat(server.whole.bearers().known(token, FROM)).isPresent();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.tokens.list(ADMIN, Optional.of("ana")))
                        .singleElement()
                        .satisfies(known -> assertThat(known.lastUsedAt()).contains(clock.instant())));
    }

    @Test
    void theFirstUseOfATokenIsALoginAndStandsInTheAuditBefore() {
        ana();
        String token = token("ana");
        assertThat(server.whole.bearers().known(token, FROM)).isEmpty();
        server.identify(token);
        server.identify(token);
        assertThat(server.whole.bearers().known(token, FROM)).isPresent();
        clock.pass(Duration.ofHours(13));
        server.identify(token);
        String id = server.tokens.list(ADMIN, Optional.of("ana")).get(0).id();

        assertThat(audit.lines())
                .containsExactly(
                        "user.add ana by admin ALLOWED",
                        "token.create " + id + " by admin ALLOWED",
                        "login " + id + " by ana ALLOWED",
                        "login " + id + " by ana ALLOWED");
        assertThat(audit.events().toString()).doesNotContain(token);
    }

    @Test
    void theFirstUseOfATokenFromAnotherAddressIsALoginToo() {
        ana();
        String token = token("ana");
        server.identify(token);

        assertThat(server.whole.bearers().known(token, "192.0.2.9")).isEmpty();
        server.whole.bearers().identify(token, "192.0.2.9");
        server.whole.bearers().identify(token, "192.0.2.9");

        assertThat(audit.events())
                .filteredOn(event -> event.action().equals("login"))
                .extracting(event -> event.details().get("from"))
                .containsExactly(FROM, "192.0.2.9");
    }

    @Test
    void whereTokensWereUsedIsRememberedWithinBounds() {
        Sessions sessions = new Sessions();
        for (int i = 0; i < Sessions.MOST + 10; i++) {
            sessions.note("token", "address " + i, 0);
        }

        assertThat(sessions.size()).isLessThanOrEqualTo(Sessions.MOST);
        assertThat(sessions.use("token", "address " + (Sessions.MOST + 9), 0)).isEqualTo(Sessions.Use.AGAIN);
    }

    @Test
    void aValidTokenIsTakenFromAnAddressThatGuessesAlsoForTheFirstTime() {
        ana();
        String ended = token("ana");
        server.tokens.revoke(
                ADMIN, server.tokens.list(ADMIN, Optional.of("ana")).get(0).id());
        for (int i = 0; i < FailedLogins.MOST; i++) {
            String wrong = "polder_" + i;
            refused(Code.UNAUTHENTICATED, "no valid token", () -> server.identify(wrong));
        }
        refused(Code.OVERLOADED, FROM, () -> server.identify("polder_again"));

        assertThat(server.identify(token("ana")).name()).isEqualTo("ana");
        refused(Code.UNAUTHENTICATED, "was revoked", () -> server.identify(ended));
        assertThat(server.whole.bearers().identify("bootstrap", FROM)).isEqualTo(ADMIN);
    }

    private void said(Instant at, String... teams) {
        User.Provided said = new User.Provided(new User.Subject("https://login", "1"), Set.of(teams), Set.of(), at);
        server.whole.changes().makeIf(ADMIN, new Changes.What("user.groups", "pia"), (handle, store) -> {
            if (!store.isTaken(handle, "pia")) {
                store.add(
                        handle,
                        new User(
                                "pia",
                                Kind.PERSON,
                                Optional.empty(),
                                false,
                                Set.of(),
                                Optional.of(said),
                                clock.instant()),
                        "oidc");
            }
            return store.note(handle, "pia", said);
        });
    }

    private static Set<String> teams(Server server) {
        return server.directory.find("pia").orElseThrow().teams();
    }

    @Test
    void whatAProviderSaidEndsOnEveryServerAndListenersAreTold() {
        Instant start = clock.instant();
        said(start, "sellers");
        try (Server other = new Server()) {
            AtomicInteger told = new AtomicInteger();
            other.whole.onChange(told::incrementAndGet);
            await().until(() -> other.directory.find("pia").isPresent());
            assertThat(teams(other)).containsExactly("sellers");
            told.set(0);

            clock.pass(Duration.ofHours(24));

            assertThat(teams(other)).isEmpty();
            assertThat(teams(server)).isEmpty();
            await().until(() -> told.get() > 0);
            said(start.plus(Duration.ofHours(23)), "sellers");
            assertThat(teams(server)).containsExactly("sellers");
            clock.pass(Duration.ofDays(31));
            assertThat(server.directory.find("pia")).isEmpty();
            assertThat(server.directory.all()).isEmpty();
        }
    }

    @Test
    void ofWhatAProviderSaidTheLatestCountsAndInOneSecondWhatWasSaidTwice() {
        Instant at = clock.instant();
        said(at, "sellers", "builders");
        said(at.minusSeconds(1), "others");
        assertThat(teams(server)).containsExactlyInAnyOrder("sellers", "builders");
        said(at, "builders", "others");
        assertThat(teams(server)).containsExactly("builders");
        said(at.plusSeconds(1), "others");
        assertThat(teams(server)).containsExactly("others");

        assertThat(audit.lines()).hasSize(2).containsOnly("user.groups pia by admin ALLOWED");
    }

    @Test
    void failuresStandInTheAudit() {
        for (int i = 0; i < 2; i++) {
            String wrong = "polder_" + i;
            refused(Code.UNAUTHENTICATED, "no valid token", () -> server.identify(wrong));
        }

        assertThat(audit.lines()).containsExactly("login - by - DENIED", "login - by - DENIED");
        assertThat(audit.events().get(1).details())
                .containsEntry("reason", "The request has no valid token")
                .containsEntry("from", FROM);
    }

    @Test
    void theTokensOfTheDataDirectoryAreTheAdministratorAndTheEngine() {
        assertThat(server.identify("bootstrap")).isEqualTo(ADMIN);
        assertThat(server.identify("engine").kind()).isEqualTo(Kind.SYSTEM);
        assertThat(server.whole.bearers().known("engine", FROM)).isPresent();
    }
}
