package dev.polder.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.Mask;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyParserTest {
    private static final Optional<DomainName> MESH = Optional.empty();
    private static final Optional<DomainName> SALES = Optional.of(new DomainName("sales"));

    private static final String MASKED = """
            apiVersion: polder.dev/v1
            kind: AccessPolicy
            name: pii-is-masked
            title: People outside the domain see no personal data
            enforcement: warn
            when: "!(port.domain in principal.domains) && purpose != 'fraud'"
            masks:
              - { columns: "'pii' in column.tags", mask: hash }
              - { columns: "column.name == 'iban'", mask: lastFour }
              - { columns: "column.name == 'born'", mask: yearOnly }
              - { columns: "column.name == 'income'", mask: { bucket: 1000 } }
              - { columns: "column.name == 'phone'", mask: { redact: { pattern: '\\d', with: '#' } } }
              - { columns: "column.name == 'notes'", mask: null }
            rowFilter: region == 'EU' || account_manager == principal.name
            """;

    @Test
    void anAccessPolicySaysWhenAndWhatIsShown() {
        PolicyReading reading = PolicyParser.read("policies/pii.yaml", MASKED, MESH);

        assertThat(reading.findings()).isEmpty();
        AccessPolicy policy = (AccessPolicy) reading.document().orElseThrow();
        assertThat(policy.name()).hasToString("mesh/pii-is-masked");
        assertThat(policy.enforcement()).isEqualTo(Enforcement.WARN);
        assertThat(policy.effect()).isEmpty();
        assertThat(policy.when().orElseThrow().position()).hasToString("policies/pii.yaml:6:7");
        assertThat(policy.masks().stream().map(AccessPolicy.MaskRule::mask))
                .containsExactly(
                        new Mask.Hash(),
                        new Mask.LastFour(),
                        new Mask.YearOnly(),
                        new Mask.Bucket(1000),
                        new Mask.Redact("\\d", "#"),
                        new Mask.Null());
        assertThat(policy.rowFilter().orElseThrow().text())
                .isEqualTo("region == 'EU' || account_manager == principal.name");
    }

    @Test
    void aProductPolicySaysWhatIsRequiredOfWhat() {
        PolicyReading reading = PolicyParser.read("p.yaml", """
                apiVersion: polder.dev/v1
                kind: ProductPolicy
                name: ports-are-fresh
                for: port
                when: port.status == 'active'
                require: port.sla.exists(p, p == 'freshness')
                message: "'The port ' + port.name + ' promises no freshness.'"
                remedy: Add slaProperties.
                """, SALES);

        assertThat(reading.findings()).isEmpty();
        ProductPolicy policy = (ProductPolicy) reading.document().orElseThrow();
        assertThat(policy.name()).hasToString("sales/ports-are-fresh");
        assertThat(policy.target()).isEqualTo(ProductPolicy.Target.PORT);
        assertThat(policy.enforcement()).isEqualTo(Enforcement.BLOCK);
        assertThat(policy.remedy()).isEqualTo("Add slaProperties.");
    }

    @Test
    void anExceptionEndsWhenItsDayBegins() {
        PolicyReading reading = PolicyParser.read("e.yaml", exception("mesh/pii-is-masked", "sales.orders"), SALES);

        assertThat(reading.findings()).isEmpty();
        PolicyException exception = (PolicyException) reading.document().orElseThrow();
        assertThat(exception.product()).isEqualTo(ProductAddress.parse("sales.orders"));
        assertThat(exception.policy()).isEqualTo(new PolicyName(MESH, "pii-is-masked"));
        assertThat(exception.isActive(Instant.parse("2027-01-30T23:59:59.999999999Z")))
                .isTrue();
        assertThat(exception.isActive(Instant.parse("2027-01-31T00:00:00Z"))).isFalse();
    }

    private static String exception(String policy, String product) {
        return """
                apiVersion: polder.dev/v1
                kind: PolicyException
                policy: %s
                product: %s
                reason: The crm is replaced in January.
                approver: cleo
                expires: 2027-01-31
                """.formatted(policy, product);
    }

    @Test
    void aDomainsExceptionIsForItsOwnProducts() {
        assertThat(findings(exception("mesh/a", "hr.people"), SALES))
                .containsExactly(
                        "f.yaml:4:10 POLICY_LOOSENS An exception of the domain sales is for hr.people, which is not"
                                + " the domain's. → Write a product of the domain sales.");
    }

    @Test
    void aPolicyOfADomainMayNotPermit() {
        String policy = "apiVersion: polder.dev/v1\nkind: AccessPolicy\nname: all\neffect: permit\n";

        assertThat(findings(policy, MESH)).isEmpty();
        assertThat(findings(policy, SALES)).singleElement().asString().startsWith("f.yaml:4:9 POLICY_LOOSENS ");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        String policy = """
                apiVersion: polder.dev/v1
                kind: AccessPolicy
                name: Not Kebab
                wenn: true
                enforcement: maybe
                when: 5
                masks:
                  - { columns: "true", mask: hsah }
                  - { columns: "true", mask: { bucket: 0 } }
                  - { columns: "true", mask: { redact: { pattern: '(?=a)' } } }
                  - { mask: hash, where: x }
                  - { columns: "true", mask: { bucket: 1, redact: { pattern: a } } }
                  - { columns: "true", mask: bucket }
                """;

        assertThat(findings(policy, MESH).stream().map(it -> it.split(" ")[0] + " " + it.split(" ")[1]))
                .containsExactlyInAnyOrder(
                        "f.yaml:3:7 NAME_INVALID",
                        "f.yaml:4:1 FIELD_UNKNOWN",
                        "f.yaml:5:14 FIELD_VALUE",
                        "f.yaml:6:7 FIELD_TYPE",
                        "f.yaml:8:30 FIELD_VALUE",
                        "f.yaml:9:40 FIELD_VALUE",
                        "f.yaml:10:51 POLICY_INVALID",
                        "f.yaml:11:5 FIELD_MISSING",
                        "f.yaml:11:19 FIELD_UNKNOWN",
                        "f.yaml:12:30 FIELD_VALUE",
                        "f.yaml:13:30 FIELD_VALUE");
    }

    @Test
    void aPolicyThatDoesNothingIsRefused() {
        String head = "apiVersion: polder.dev/v1\nkind: AccessPolicy\nname: a\n";

        assertThat(findings(head, MESH)).singleElement().asString().contains("POLICY_INVALID The policy does nothing.");
        assertThat(findings(head + "effect: deny\nrowFilter: a == 1\n", MESH))
                .singleElement()
                .asString()
                .contains("f.yaml:4:9 POLICY_INVALID The policy denies");
    }

    @Test
    void aDomainCalledMeshHasNoPolicies() {
        String policy = "apiVersion: polder.dev/v1\nkind: AccessPolicy\nname: a\neffect: deny\n";

        assertThat(findings(policy, Optional.of(new DomainName("mesh"))))
                .singleElement()
                .asString()
                .contains("NAME_COLLISION");
    }

    @Test
    void namesOfPoliciesAreReadAsTheyAreWritten() {
        assertThat(PolicyName.parse("mesh/a").orElseThrow().isOfMesh()).isTrue();
        assertThat(PolicyName.parse("sales/eu-only").orElseThrow()).hasToString("sales/eu-only");
        for (String none : List.of("a", "mesh/", "/a", "Sales/a", "sales/a/b", "sales/A")) {
            assertThat(PolicyName.parse(none)).as(none).isEmpty();
        }
    }

    private static List<String> findings(String text, Optional<DomainName> domain) {
        PolicyReading reading = PolicyParser.read("f.yaml", text, domain);
        assertThat(reading.document().isPresent()).isEqualTo(reading.findings().isEmpty());
        return reading.findings().stream().map(Finding::toString).toList();
    }
}
