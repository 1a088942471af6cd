package dev.polder.server.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.mesh.Change.Action;
import dev.polder.server.mesh.Change.ResourceKind;
import dev.polder.server.mesh.MeshService.DryRun;
import dev.polder.server.policy.PostgresPolicyVersions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeshPoliciesTest {
    private static final Principal CLEO =
            new Principal("cleo", Principal.Kind.PERSON, Set.of(), Set.of(MeshRole.GOVERNANCE), Map.of());
    private static final Principal SALLY = new Principal(
            "sally",
            Principal.Kind.PERSON,
            Set.of("sales-team"),
            Set.of(),
            Map.of(new DomainName("sales"), DomainRole.OWNER));
    private static final Principal DEV = new Principal(
            "dev", Principal.Kind.PERSON, Set.of(), Set.of(), Map.of(new DomainName("sales"), DomainRole.DEVELOPER));
    private static final String POLICY = "policies/nobody.yaml";
    private static final String OWN_POLICY = "domains/sales/policies/nobody.yaml";
    private static final String ORDER_LINES = "domains/sales/orders/contracts/order-lines.odcs.yaml";
    private static final String EXCEPTION = "policies/exception.yaml";

    private final MeshFiles retail = MeshFiles.retail();
    private Database database;
    private MeshService mesh;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        mesh = new MeshService(database, Clock.systemUTC());
        mesh.apply(retail.request(), MeshFiles.ADMIN);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void policiesAreAppliedChangedAndTakenBackWithTheMesh() {
        MeshFiles with = retail.with(POLICY, policy("deny"));

        assertThat(mesh.apply(with.request(), CLEO).changes())
                .contains(new Change(Action.CREATE, ResourceKind.POLICY, "mesh/nobody", "new"));
        assertThat(policies()).containsExactly("policy mesh/nobody");
        assertThat(mesh.apply(with.request(), CLEO).changes())
                .extracting(Change::action)
                .containsOnly(Action.NONE);
        assertThat(mesh.apply(with.with(POLICY, policy("permit")).request(), CLEO)
                        .changes())
                .contains(new Change(Action.CHANGE, ResourceKind.POLICY, "mesh/nobody", "changed"));
        assertThat(mesh.apply(retail.request(), CLEO).changes())
                .extracting(Change::kind)
                .doesNotContain(ResourceKind.POLICY);
        assertThat(policies()).containsExactly("policy mesh/nobody");
        assertThat(mesh.apply(retail.request(true, false), CLEO).changes())
                .contains(new Change(Action.REMOVE, ResourceKind.POLICY, "mesh/nobody", "no longer there"));
        assertThat(policies()).isEmpty();
    }

    @Test
    void everyVersionOfAPolicyIsKeptWithWhoChangedIt() {
        mesh.apply(MeshFiles.of(POLICY, policy("deny")).request(), CLEO);
        mesh.apply(MeshFiles.of(POLICY, policy("permit")).request(), MeshFiles.ADMIN);
        mesh.apply(retail.request(true, false), CLEO);
        mesh.apply(MeshFiles.of(POLICY, policy("deny")).request(), CLEO);

        assertThat(new PostgresPolicyVersions(database).of("policy mesh/nobody"))
                .extracting(version -> version.version() + " by " + version.changedBy() + ": "
                        + version.source()
                                .map(source -> source.contains("deny") ? "deny" : "permit")
                                .orElse("gone"))
                .containsExactly("4 by cleo: deny", "3 by cleo: gone", "2 by admin: permit", "1 by cleo: deny");
    }

    @Test
    void onlyAnOwnerLoosensWhatProtectsAColumnAndTheAuditSaysSo() {
        List<AuditEvent> audited = new ArrayList<>();
        MeshService told = new MeshService(database, audited::add, List::of, Clock.systemUTC());
        MeshFiles guarded = retail.only("domains/sales/orders").edited(ORDER_LINES, text -> guarded(text, "1.1.0"));
        assertThat(told.apply(guarded.request(), DEV).findings()).isEmpty();
        audited.clear();
        MeshRequest loose = guarded.edited(
                        ORDER_LINES,
                        text -> text.replace("version: 1.1.0", "version: 1.2.0")
                                .replace("classification: restricted", "classification: confidential")
                                .replace("[pii, shop]", "[shop]"))
                .request();
        String how = "column customer_id of sales.orders.order-lines.v1: classification restricted → confidential, "
                + "without the tag pii";

        assertThatThrownBy(() -> told.apply(loose, DEV)).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.DENIED);
            assertThat(e.findings())
                    .filteredOn(Finding::isError)
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.message()).isEqualTo("dev may not loosen the protection of " + how);
                        assertThat(finding.position().file()).isEqualTo(ORDER_LINES);
                        assertThat(finding.remedy()).contains("owner of the domain 'sales'");
                    });
        });
        assertThat(told.plan(loose, DEV).hasErrors()).isTrue();
        assertThat(audited).isEmpty();
        assertThat(told.plan(loose, SALLY).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.PROTECTION_LOST);
            assertThat(finding.isError()).isFalse();
            assertThat(finding.message()).isEqualTo("loosens the protection of " + how);
        });

        told.apply(loose, SALLY);

        assertThat(audited).singleElement().satisfies(event -> {
            assertThat(event.principal()).isEqualTo("sally");
            assertThat(event.details()).containsEntry("loosens", how);
        });
    }

    @Test
    void aNewMajorVersionIsNoWayAroundTheProtectionOfTheOneBefore() {
        String product = "domains/sales/orders/product.odps.yaml";
        MeshFiles guarded = retail.only("domains/sales/orders").edited(ORDER_LINES, text -> guarded(text, "1.1.0"));
        mesh.apply(guarded.request(), DEV);
        MeshFiles next = guarded.edited(product, text -> text + """
                  - { name: order-lines, type: tables, version: 2.0.0, contractId: sales.orders.order-lines-2 }
                """)
                .edited(
                        "domains/sales/orders/pipeline.yaml",
                        text -> text.replace("into: order-lines,", "into: order-lines.v1,")
                                + "  - { name: shop-2, into: order-lines.v2, http: {} }\n");
        String second = "domains/sales/orders/contracts/order-lines-2.odcs.yaml";
        String text = guarded(retail.content(ORDER_LINES), "2.0.0")
                .replace("id: sales.orders.order-lines", "id: sales.orders.order-lines-2");
        MeshRequest same = next.with(second, text).request();
        MeshRequest loose = next.with(second, text.replace("        tags: [pii, shop]\n", ""))
                .request();

        assertThat(mesh.plan(same, DEV).findings()).noneMatch(Finding::isError);
        assertThat(mesh.plan(loose, DEV).findings())
                .filteredOn(Finding::isError)
                .extracting(Finding::message)
                .containsExactly("dev may not loosen the protection of column customer_id of "
                        + "sales.orders.order-lines.v2: without the tag pii, without the tag shop, "
                        + "compared with sales.orders.order-lines.v1");
        assertThat(mesh.plan(loose, SALLY).hasErrors()).isFalse();
    }

    @Test
    void aTagOfAProductThatPoliciesMayGoByIsTakenOffByItsOwners() {
        String product = "domains/sales/orders/product.odps.yaml";
        mesh.apply(retail.edited(product, text -> text + "tags: [personal]\n").request(), DEV);

        assertThat(mesh.plan(retail.request(), DEV).findings())
                .extracting(Finding::message)
                .containsExactly("dev may not loosen the protection of product sales.orders: without the tag personal");
        assertThat(mesh.plan(retail.request(), SALLY).hasErrors()).isFalse();
    }

    private static String guarded(String contract, String version) {
        return contract.replace("version: 1.0.0", "version: " + version)
                .replace(
                        "      - name: customer_id\n",
                        "      - name: customer_id\n        classification: restricted\n        tags: [pii, shop]\n");
    }

    @Test
    void onlyTheFederationChangesTheMeshsPolicies() {
        MeshRequest request = MeshFiles.of(POLICY, policy("deny")).request();

        assertThatThrownBy(() -> mesh.apply(request, SALLY)).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.DENIED);
            assertThat(e.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.position().file()).isEqualTo(POLICY);
                assertThat(finding.message()).contains("sally may not change the policy mesh/nobody");
            });
        });
        assertThat(policies()).isEmpty();
        assertThat(mesh.plan(request, SALLY).findings())
                .extracting(Finding::code)
                .contains(Code.DENIED);
        mesh.apply(request, CLEO);
        assertThatThrownBy(() -> mesh.apply(retail.request(true, false), SALLY)).hasMessageContaining("sally may not");
        assertThat(mesh.apply(request, SALLY).changes())
                .extracting(Change::action)
                .containsOnly(Action.NONE);
    }

    @Test
    void onlyADomainsOwnersChangeItsPolicies() {
        MeshRequest request = MeshFiles.of(OWN_POLICY, policy("deny")).request();

        assertThatThrownBy(() -> mesh.apply(request, DEV))
                .hasMessageContaining("dev may not change the policy sales/nobody");
        assertThatThrownBy(() -> mesh.apply(request, CLEO)).hasMessageContaining("cleo may not");
        mesh.apply(request, SALLY);

        assertThat(policies()).containsExactly("policy sales/nobody");
    }

    @Test
    void applyingADomainsRepositoryLeavesTheMeshsPolicies() {
        mesh.apply(
                MeshFiles.of(POLICY, policy("deny"), OWN_POLICY, policy("deny")).request(), MeshFiles.ADMIN);

        Plan plan = mesh.apply(retail.only("domains/sales").request(true, false), SALLY);

        assertThat(plan.changes())
                .contains(new Change(Action.REMOVE, ResourceKind.POLICY, "sales/nobody", "no longer there"));
        assertThat(policies()).containsExactly("policy mesh/nobody");
    }

    @Test
    void anExceptionNeedsAPolicyAndAProductAndEndsWithThem() {
        assertThatThrownBy(() -> mesh.apply(
                        MeshFiles.of(EXCEPTION, exception("support.returns")).request(), CLEO))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.REFERENCE_UNKNOWN));
        MeshFiles both = MeshFiles.of(POLICY, policy("deny"), EXCEPTION, exception("support.returns"));
        assertThatThrownBy(() -> mesh.apply(
                        both.with(EXCEPTION, exception("support.nothing")).request(), CLEO))
                .hasMessageContaining("no product 'support.nothing'");

        assertThat(mesh.apply(both.request(), CLEO).changes()).anySatisfy(change -> {
            assertThat(change.kind()).isEqualTo(ResourceKind.EXCEPTION);
            assertThat(change.address()).isEqualTo("mesh/nobody for support.returns");
            assertThat(change.reason()).contains("approved by cleo");
        });
        mesh.remove(Set.of(), Set.of(ProductAddress.parse("customers.customer-360")), DryRun.NO, MeshFiles.ADMIN);
        assertThat(policies()).hasSize(2);
        mesh.remove(Set.of(), Set.of(ProductAddress.parse("support.returns")), DryRun.NO, MeshFiles.ADMIN);
        assertThat(policies()).containsExactly("policy mesh/nobody");
    }

    @Test
    void whoMayRemoveAProductNeedNoRightToItsExceptions() {
        mesh.apply(
                MeshFiles.of(POLICY, policy("deny"), EXCEPTION, exception("sales.orders"))
                        .request(),
                CLEO);
        mesh.remove(Set.of(), Set.of(ProductAddress.parse("customers.customer-360")), DryRun.NO, MeshFiles.ADMIN);

        mesh.remove(Set.of(), Set.of(ProductAddress.parse("sales.orders")), DryRun.NO, SALLY);

        assertThat(policies()).containsExactly("policy mesh/nobody");
    }

    @Test
    void aDomainTakesItsPoliciesWithIt() {
        mesh.apply(MeshFiles.of(OWN_POLICY, policy("deny")).request(), SALLY);
        mesh.remove(Set.of(), Set.of(ProductAddress.parse("customers.customer-360")), DryRun.NO, MeshFiles.ADMIN);

        mesh.remove(Set.of(new DomainName("sales")), Set.of(), DryRun.NO, SALLY);

        assertThat(policies()).isEmpty();
    }

    @Test
    void aPolicyOfAnUnknownDomainIsRefused() {
        assertThatThrownBy(() -> mesh.apply(
                        MeshFiles.of("domains/nowhere/policies/x.yaml", policy("deny"))
                                .request(),
                        MeshFiles.ADMIN))
                .hasMessageContaining("no domain 'nowhere'");
    }

    private List<String> policies() {
        return new MeshService(database, Clock.systemUTC())
                .current().policies().stream()
                        .map(PolicyFile::new)
                        .map(PolicyFile::key)
                        .toList();
    }

    private static String policy(String effect) {
        return """
                apiVersion: polder.dev/v1
                kind: AccessPolicy
                name: nobody
                when: principal.name == 'nobody'
                effect: %s
                """.formatted(effect);
    }

    private static String exception(String product) {
        return """
                apiVersion: polder.dev/v1
                kind: PolicyException
                policy: mesh/nobody
                product: %s
                reason: They count the nights
                approver: cleo
                expires: '2999-01-31'
                """.formatted(product);
    }
}
