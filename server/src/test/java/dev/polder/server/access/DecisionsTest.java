package dev.polder.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.server.SettableClock;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final PortId PORT = PortId.parse("sales.orders.order-lines.v1");

    private final SettableClock clock = new SettableClock();
    private Database database;
    private Decisions decisions;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        decisions = DecisionsByHand.on(database, clock);
    }

    @AfterEach
    void stop() {
        decisions.close();
        database.close();
    }

    private static Principal principal(String name, Set<String> teams, Set<MeshRole> roles, String... domains) {
        Map<DomainName, DomainRole> own = new HashMap<>();
        for (String domain : domains) {
            own.put(new DomainName(domain), DomainRole.DEVELOPER);
        }
        return new Principal(name, Kind.PERSON, teams, roles, own);
    }

    private static final Principal ANA = principal("ana", Set.of("marketing-team"), Set.of(), "marketing");

    private Decision ask(Decider decider, Principal principal, String purpose) {
        return decider.decide(new ReadQuestion(
                principal, PORT, Optional.of(purpose).filter(said -> !said.isEmpty()), clock.instant()));
    }

    private Grant give(Grant grant) {
        GrantsByHand.give(database, grant);
        decisions.grants().look();
        return grant;
    }

    private Grant anas(Duration lasting) {
        return GrantsByHand.grant(
                "ana", "sales.orders.order-lines", "marketing", clock.instant().plus(lasting));
    }

    @Test
    void whoseDataItIsAndAdminsAndPoldersProgramsNeedNoGrant() {
        Principal process = new Principal("process", Kind.SYSTEM, Set.of(), Set.of(), Map.of());

        assertThat(List.of(
                        principal("sam", Set.of(), Set.of(), "sales"),
                        principal("root", Set.of(), Set.of(MeshRole.ADMIN)),
                        process))
                .allMatch(principal -> ask(decisions, principal, "").permitted());
        assertThat(List.of(ANA, principal("gov", Set.of(), Set.of(MeshRole.GOVERNANCE))))
                .noneMatch(principal -> ask(decisions, principal, "marketing").permitted());
    }

    @Test
    void aGrantIsForItsPurposeOnlyAndTheDecisionSaysWhich() {
        Grant grant = give(anas(Duration.ofDays(1)));

        assertThat(ask(decisions, ANA, "marketing").permitted()).isTrue();
        assertThat(ask(decisions, ANA, "marketing").reasons().get(0).source()).isEqualTo("grant " + grant.id());
        assertThat(ask(decisions, ANA, "fraud").reasons().get(0).text())
                .isEqualTo("there is no grant for the purpose 'fraud'; there is one for 'marketing'");
        assertThat(ask(decisions, ANA, "").reasons().get(0).text())
                .isEqualTo("no purpose was said; there is one for 'marketing'");
    }

    @Test
    void aTeamsGrantIsForItsMembers() {
        Grant anas = anas(Duration.ofDays(1));
        give(new Grant(
                anas.id(),
                new Grant.Grantee.TeamNamed("marketing-team"),
                anas.port(),
                "marketing",
                Optional.empty(),
                List.of(),
                Map.of(),
                anas.from(),
                anas.until()));

        assertThat(ask(decisions, ANA, "marketing").permitted()).isTrue();
        assertThat(ask(decisions, principal("marketing-team", Set.of(), Set.of()), "marketing")
                        .permitted())
                .isFalse();
    }

    @Test
    void conditionsOfAGrantAreOwed() {
        give(GrantsByHand.under(
                anas(Duration.ofDays(1)),
                Optional.of(Set.of("id", "email", "amount", "phone")),
                List.of("region == 'EU'"),
                Map.of(
                        "email", new Mask.Hash(),
                        "amount", new Mask.Bucket(1000),
                        "phone", new Mask.Redact("\\d", "#"))));

        Decision decision = ask(decisions, ANA, "marketing");

        assertThat(decision.obligations().columns()).contains(Set.of("id", "email", "amount", "phone"));
        assertThat(decision.obligations().rowFilters()).containsExactly("region == 'EU'");
        assertThat(decision.obligations().masks())
                .isEqualTo(Map.of(
                        "email", new Mask.Hash(),
                        "amount", new Mask.Bucket(1000),
                        "phone", new Mask.Redact("\\d", "#")));
    }

    @Test
    void aGrantEndsAtItsMomentAndWhoListensIsTold() {
        AtomicInteger told = new AtomicInteger();
        give(anas(Duration.ofHours(1)));
        decisions.start();
        await().until(() -> ask(decisions, ANA, "marketing").permitted());
        decisions.onChange(told::incrementAndGet);
        clock.pass(Duration.ofHours(1).minusNanos(1000));
        assertThat(ask(decisions, ANA, "marketing").permitted()).isTrue();

        clock.pass(Duration.ofNanos(1000));

        assertThat(ask(decisions, ANA, "marketing").permitted()).isFalse();
        await().until(() -> told.get() == 1);
    }

    @Test
    void whatAnotherServerRevokesEndsHere() {
        AtomicInteger told = new AtomicInteger();
        try (Decisions other = DecisionsByHand.on(database, clock)) {
            other.start();
            Grant grant = give(anas(Duration.ofHours(1)));
            await().until(() -> ask(other, ANA, "marketing").permitted());
            other.onChange(told::incrementAndGet);

            GrantsByHand.revoke(database, grant);

            await().until(() -> told.get() > 0);
            assertThat(ask(other, ANA, "marketing").permitted()).isFalse();
        }
    }

    @Test
    void withoutTheDatabaseGrantsAreWorthNothing() {
        Principal sam = principal("sam", Set.of(), Set.of(), "sales");
        give(anas(Duration.ofHours(1)));
        assertThat(ask(decisions, ANA, "marketing").permitted()).isTrue();

        database.close();

        await().until(() -> !ask(decisions, ANA, "marketing").permitted());
        assertThat(ask(decisions, ANA, "marketing").reasons().get(0).text()).isEqualTo("the grants cannot be read now");
        assertThat(ask(decisions, sam, "").permitted()).isTrue();
    }
}
