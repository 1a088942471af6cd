package dev.polder.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.Violation;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.readers.PortUsers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImpactTest {
    private static final Principal CLEO = person("cleo", Set.of(MeshRole.GOVERNANCE), Map.of());
    private static final Principal CARL =
            person("carl", Set.of(), Map.of(new DomainName("customers"), DomainRole.OWNER));
    private static final PortAddress CUSTOMERS = PortAddress.parse("customers.profiles.customers");
    private static final String MASKED = """
            apiVersion: polder.dev/v1
            kind: AccessPolicy
            name: mails-are-masked
            when: "!(port.domain in principal.domains)"
            masks: [{ columns: column.name == 'email', mask: hash }]
            """;

    private final Clock clock = Clock.systemUTC();
    private final List<Grant> grants = List.of(
            grant(new Grant.Grantee.PrincipalNamed("ana")),
            grant(new Grant.Grantee.TeamNamed("customer-team")),
            grant(new Grant.Grantee.PrincipalNamed("bob")));
    private Database database;
    private Policies policies;
    private Impact impact;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        MeshService mesh = new MeshService(database, clock);
        MeshFiles.retail().applyTo(mesh);
        policies = new Policies(mesh);
        impact = new Impact(
                mesh,
                policies,
                () -> grants,
                name -> name.equals("carl") ? Optional.of(CARL) : Optional.empty(),
                new PortUsers(database, clock),
                clock);
        read("ana", "email");
        read("bob", "first_name");
        read("carl", "email");
    }

    @AfterEach
    void close() {
        policies.close();
        database.close();
    }

    @Test
    void grantsAndReadersWhoWouldBeShownSomethingElseAreNamed() {
        Impact.Hits hits = impact.of(request("policies/p.yaml", MASKED), CLEO);

        assertThat(hits.grants())
                .extracting(hit -> hit.grant().grantee().name() + " " + hit.port() + " "
                        + hit.change().kind() + " " + hit.change().details())
                .containsExactly(
                        "ana customers.profiles.customers.v1 OTHERWISE [email: masked (hash), now shown]",
                        "bob customers.profiles.customers.v1 OTHERWISE [email: masked (hash), now shown]");
        assertThat(hits.readers())
                .extracting(hit -> hit.user().principal() + " " + hit.purpose() + " " + hit.columns())
                .containsExactly("ana Optional[review] [email]");
        assertThat(hits.violations()).isEmpty();
    }

    @Test
    void whoWouldBeDeniedIsNamedWhateverTheyHaveRead() {
        String deny = MASKED.replaceAll("masks: .*", "effect: deny");

        assertThat(impact.of(request("policies/p.yaml", deny), CLEO).readers())
                .extracting(hit -> hit.user().principal() + " " + hit.change().kind())
                .containsExactly("ana DENIED", "bob DENIED");
    }

    @Test
    void productsThatWouldNotKeepToItAreNamed() {
        String policy = """
                apiVersion: polder.dev/v1
                kind: ProductPolicy
                name: no-support
                for: product
                require: product.domain != 'support'
                remedy: Move it.
                """;

        assertThat(impact.of(request("policies/p.yaml", policy), CLEO).violations())
                .extracting(Violation::at)
                .containsExactly("support.returns");
    }

    @Test
    void onlyWhoMayChangeThePolicySeesWhomItWouldHit() {
        assertThatThrownBy(() -> impact.of(request("policies/p.yaml", MASKED), CARL))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.DENIED));

        assertThat(impact.of(request("domains/customers/policies/p.yaml", MASKED), CARL)
                        .grants())
                .hasSize(2);
    }

    @Test
    void aPolicyThatCannotBeUsedIsRefused() {
        assertThatThrownBy(
                        () -> impact.of(request("policies/p.yaml", MASKED.replace("column.name", "column.nmae")), CLEO))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.POLICY_INVALID));
    }

    private static ImpactRequest request(String path, String policy) {
        return new ImpactRequest(List.of(new ImpactRequest.File(path, policy)), List.of());
    }

    private void read(String principal, String column) {
        database.useHandle(handle -> handle.execute("""
                insert into port_reader (principal, port, via, scope, column_name, reads, first_read, last_read)
                values (?, 'customers.profiles.customers.v1', 'QUERY', 'COLUMN', ?, 1, now(), now())
                """, principal, column));
    }

    private static Grant grant(Grant.Grantee grantee) {
        Instant now = Instant.now();
        return new Grant(
                UUID.randomUUID(),
                grantee,
                CUSTOMERS,
                "review",
                Optional.empty(),
                List.of(),
                Map.of(),
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(1)));
    }

    private static Principal person(String name, Set<MeshRole> roles, Map<DomainName, DomainRole> domains) {
        return new Principal(name, Principal.Kind.PERSON, Set.of(), roles, domains);
    }
}
