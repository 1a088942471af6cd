package dev.polder.policy;

import static dev.polder.policy.Given.access;
import static dev.polder.policy.Given.admin;
import static dev.polder.policy.Given.decider;
import static dev.polder.policy.Given.grant;
import static dev.polder.policy.Given.person;
import static dev.polder.policy.Given.question;
import static dev.polder.policy.Given.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PolicyDeciderTest {
    private static final Principal ANA = person("ana", List.of("analysts"), "marketing");
    private static final Principal SAL = person("sal", List.of(), "sales");

    private static final String MASKED = """
            title: People outside the domain see no personal data
            when: "!(port.domain in principal.domains) && purpose != 'fraud'"
            masks:
              - { columns: "'pii' in column.tags", mask: hash }
              - { columns: "column.name == 'born'", mask: yearOnly }
              - { columns: "column.name == 'amount'", mask: { bucket: 100 } }
            rowFilter: region == 'EU' || email == principal.name
            """;

    private static List<String> reasons(Decision decision) {
        return decision.reasons().stream()
                .map(it -> it.source() + " " + it.effect() + " " + it.text())
                .toList();
    }

    @Test
    void theDomainsOwnPeopleAndAdminsNeedNoGrant() {
        PolicyDecider decider = decider(PolicySet.EMPTY);

        assertThat(reasons(decider.decide(question(SAL, ""))))
                .containsExactly("domain sales PERMIT sal belongs to the domain sales");
        assertThat(reasons(decider.decide(question(admin(), ""))))
                .containsExactly("mesh PERMIT root is an admin of the mesh");
        assertThat(reasons(decider.decide(question(ANA, "marketing"))))
                .containsExactly("grants DENY the port belongs to another domain and there is no grant for it");
    }

    @Test
    void aReasonSaysTheSameWheneverItIsAskedFor() {
        AtomicReference<PolicySet> policies = new AtomicReference<>(set(access("masked", MASKED)));
        AtomicReference<List<Grant>> grants =
                new AtomicReference<>(List.of(grant("ana", "marketing", List.of(), Map.of())));
        PolicyDecider decider =
                new PolicyDecider(policies::get, port -> Optional.of(Given.orderLines()), port -> grants.get());
        List<String> expected = reasons(decider.decide(question(ANA, "marketing")));

        Decision permission = decider.decide(question(ANA, "marketing"));
        Decision denial = decider.decide(question(ANA, "sales"));
        policies.set(set(access("none", "effect: deny\n")));
        grants.set(List.of());
        decider.decide(question(SAL, "fraud"));

        assertThat(expected).hasSizeGreaterThan(2).anyMatch(it -> it.contains("because !(port.domain in"));
        assertThat(reasons(permission)).isEqualTo(expected);
        assertThat(reasons(denial))
                .containsExactly("grants DENY there is no grant for the purpose 'sales'; there is one for 'marketing'");
    }

    @Test
    void programsOfPolderReadEverything() {
        Principal process = new Principal("process", Principal.Kind.SYSTEM, Set.of(), Set.of(), Map.of());
        PolicyDecider decider = decider(set(access("none", "effect: deny\n")));

        Decision decision = decider.decide(question(process, ""));

        assertThat(decision.permitted()).isTrue();
        assertThat(decision.obligations()).isEqualTo(Obligations.NONE);
    }

    @Test
    void aGrantIsForItsPurposeAndForItsTime() {
        Grant grant = grant("ana", "marketing", List.of(), Map.of());
        PolicyDecider decider = decider(PolicySet.EMPTY, grant);

        assertThat(reasons(decider.decide(question(ANA, "marketing"))))
                .containsExactly(
                        "grant " + grant.id() + " PERMIT granted to ana for 'marketing' until 2026-11-24T10:00:00Z");
        assertThat(reasons(decider.decide(question(ANA, "sales"))))
                .containsExactly("grants DENY there is no grant for the purpose 'sales'; there is one for 'marketing'");
        assertThat(reasons(decider.decide(question(ANA, ""))))
                .containsExactly("grants DENY no purpose was said; there is one for 'marketing'");
        assertThat(decider.decide(at(grant.until().minusNanos(1))).permitted()).isTrue();
        assertThat(decider.decide(at(grant.until())).permitted()).isFalse();
        assertThat(decider.decide(at(grant.from())).permitted()).isTrue();
        assertThat(decider.decide(at(grant.from().minusNanos(1))).permitted()).isFalse();
    }

    private static ReadQuestion at(java.time.Instant at) {
        return new ReadQuestion(ANA, Given.PORT, Optional.of("marketing"), at);
    }

    @Test
    void policiesObligeWhoeverTheyAreAbout() {
        PolicyDecider decider =
                decider(set(access("pii-is-masked", MASKED)), grant("ana", "marketing", List.of(), Map.of()));

        Decision decision = decider.decide(question(ANA, "marketing"));

        assertThat(decision.permitted()).isTrue();
        assertThat(decision.obligations().rowFilters()).containsExactly("region == 'EU' || email == 'ana'");
        assertThat(decision.obligations().masks())
                .containsOnly(
                        Map.entry("email", new Mask.Hash()),
                        Map.entry("born", new Mask.Hash()),
                        Map.entry("amount", new Mask.Bucket(100)));
        assertThat(reasons(decision).subList(1, 3))
                .containsExactly(
                        "policy mesh/pii-is-masked ROW_FILTER region == 'EU' || email == principal.name, because"
                                + " !(port.domain in principal.domains) && purpose != \"fraud\" (port.domain is 'sales',"
                                + " principal.domains is ['marketing'], purpose is 'marketing')",
                        "policy mesh/pii-is-masked MASK amount, born, email, because"
                                + " !(port.domain in principal.domains) && purpose != \"fraud\" (port.domain is 'sales',"
                                + " principal.domains is ['marketing'], purpose is 'marketing')");
        assertThat(decider.decide(question(SAL, "")).obligations()).isEqualTo(Obligations.NONE);
        assertThat(decider.decide(question(admin(), "")).obligations().masks()).hasSize(3);
    }

    @Test
    void whoIsDeniedByAPolicyIsDeniedWhateverPermits() {
        PolicyDecider decider = decider(
                set(
                        access(
                                "nobody",
                                "title: Closed for the year's end\nwhen: purpose == 'audit' || port.status == 'active'\neffect: deny\n"),
                        access("all", "effect: permit\n")),
                grant("ana", "marketing", List.of(), Map.of()));

        for (Principal principal : List.of(ANA, SAL, admin())) {
            Decision decision = decider.decide(question(principal, "marketing"));
            assertThat(reasons(decision))
                    .containsExactly(
                            "policy mesh/nobody DENY Closed for the year's end, because port.status == \"active\""
                                    + " (port.status is 'active')");
        }
    }

    @Test
    void aPolicyOfTheMeshMayPermitWithoutGrant() {
        PolicyDecider decider =
                decider(set(access("analysts", "when: \"'analysts' in principal.teams\"\neffect: permit\n")));

        assertThat(decider.decide(question(ANA, "")).permitted()).isTrue();
        assertThat(decider.decide(question(person("bob", List.of()), "")).permitted())
                .isFalse();
    }

    @Test
    void policiesThatWarnOrAuditAreOnlyNoted() {
        PolicyDecider decider = decider(
                set(
                        access("a", "enforcement: warn\neffect: deny\n"),
                        access("b", "enforcement: audit\nrowFilter: region == 'EU'\n"),
                        access("c", "enforcement: warn\neffect: permit\n")),
                grant("ana", "marketing", List.of(), Map.of()));

        Decision decision = decider.decide(question(ANA, "marketing"));

        assertThat(decision.obligations()).isEqualTo(Obligations.NONE);
        assertThat(reasons(decision).subList(1, 4))
                .containsExactly(
                        "policy mesh/a NOTED would deny, but it only warns",
                        "policy mesh/b NOTED would filter or mask, but it is only audited",
                        "policy mesh/c NOTED would permit, but it only warns");
        assertThat(decider.decide(question(ANA, "")).permitted()).isFalse();
    }

    @Test
    void anExceptionSkipsItsPolicyForItsProductUntilItEnds() {
        PolicySet set = set(
                access("nobody", "effect: deny\n"),
                Given.document(
                        "",
                        "PolicyException",
                        "policy: mesh/nobody\nproduct: sales.orders\nreason: r\napprover: cleo\nexpires: 2026-11-24\n"));
        PolicyDecider decider = decider(set);

        assertThat(reasons(decider.decide(question(SAL, ""))))
                .containsExactly(
                        "domain sales PERMIT sal belongs to the domain sales",
                        "policy mesh/nobody NOTED would deny, but an exception is made until 2026-11-24T00:00:00Z,"
                                + " approved by cleo");
        ReadQuestion later =
                new ReadQuestion(SAL, Given.PORT, Optional.empty(), java.time.Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(decider.decide(later).permitted()).isFalse();
    }

    @Test
    void policiesOfADomainAreAboutItsPortsOnly() {
        PolicyDecider decider = decider(set(
                Given.document("sales", "AccessPolicy", "name: a\nrowFilter: region == 'EU'\n"),
                Given.document("hr", "AccessPolicy", "name: a\neffect: deny\n")));

        assertThat(decider.decide(question(SAL, "")).obligations().rowFilters()).containsExactly("region == 'EU'");
    }

    @Test
    void grantsAreNotMixed() {
        Grant more = grant("ana", "marketing", List.of("region == 'EU'"), Map.of("email", new Mask.Null()));
        Grant less = Given.grant(
                new Grant.Grantee.TeamNamed("analysts"),
                Given.PORT.address(),
                "marketing",
                List.of("region == principal.name"),
                Map.of(),
                2);
        Grant older = Given.grant(
                new Grant.Grantee.TeamNamed("analysts"),
                Given.PORT.address(),
                "marketing",
                List.of("region == 'US'"),
                Map.of(),
                3);

        Decision decision = decider(PolicySet.EMPTY, more, older, less).decide(question(ANA, "marketing"));

        assertThat(decision.reasons().get(0).source()).isEqualTo("grant " + less.id());
        assertThat(decision.obligations())
                .isEqualTo(new Obligations(Optional.empty(), List.of("region == 'ana'"), Map.of()));
    }

    @Test
    void whatCannotBeDecidedIsDenied() {
        PolicySet failing = set(access("f", "when: \"int(purpose) > 5\"\nrowFilter: region == 'EU'\n"));
        PolicySet noColumn = set(access("c", "rowFilter: country == 'EU'\n"));
        PolicySet permitting = set(access("f", "when: \"int(purpose) > 5\"\neffect: permit\n"));

        assertThat(reasons(decider(failing).decide(question(SAL, "many"))))
                .containsExactly("policy mesh/f DENY its condition cannot be evaluated: int(purpose) > 5");
        assertThat(reasons(decider(noColumn).decide(question(SAL, ""))))
                .containsExactly("policy mesh/c DENY its row filter does not fit the port's columns: country == 'EU'");
        assertThat(decider(permitting).decide(question(ANA, "many")).permitted())
                .isFalse();
        assertThat(decider(permitting).decide(question(SAL, "many")).permitted())
                .isTrue();
        assertThat(decider(PolicySet.EMPTY, grant("ana", "x", List.of("nothing == 1"), Map.of()))
                        .decide(question(ANA, "x"))
                        .permitted())
                .isFalse();
        assertThat(decider(PolicySet.EMPTY)
                        .decide(new ReadQuestion(SAL, PortId.parse("a.b.c.v1"), Optional.empty(), Given.NOW))
                        .permitted())
                .isFalse();
        PolicyDecider broken = new PolicyDecider(
                () -> {
                    throw new IllegalStateException("no database");
                },
                id -> Optional.of(Given.orderLines()),
                address -> List.of());
        assertThat(broken.decide(question(SAL, "")).permitted()).isFalse();
        PolicyDecider blind =
                new PolicyDecider(() -> PolicySet.EMPTY, id -> Optional.of(Given.orderLines()), address -> {
                    throw new IllegalStateException("no database");
                });
        assertThat(reasons(blind.decide(question(ANA, "x"))))
                .containsExactly("grants DENY the grants cannot be read now");
        assertThat(blind.decide(question(SAL, "")).permitted()).isTrue();
    }
}
