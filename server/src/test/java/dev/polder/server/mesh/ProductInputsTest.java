package dev.polder.server.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Grant;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.GrantsByHand;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.mesh.MeshService.DryRun;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a product may read of other domains is decided when it is planned and applied. */
class ProductInputsTest {
    private static final String PRODUCT = "domains/customers/customer-360/product.odps.yaml";
    private static final String CONTRACT = "domains/customers/customer-360/contracts/customer-360.odcs.yaml";
    private static final String READER = "product:customers.customer-360";

    private final List<Grant> grants = new CopyOnWriteArrayList<>();
    private Database database;
    private MeshService mesh;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        mesh = new MeshService(database, event -> {}, () -> grants, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aForeignInputWithoutAGrantIsAWarningWithTheCommandThatAsksForIt() {
        Plan plan = mesh.plan(MeshFiles.retail().request(), MeshFiles.ADMIN);

        assertThat(plan.hasErrors()).isFalse();
        assertThat(refused(plan)).hasSize(3).anySatisfy(finding -> {
            assertThat(finding.position().file()).isEqualTo(PRODUCT);
            assertThat(finding.message()).contains("customers.customer-360 may not read sales.orders.order-lines.v1");
            assertThat(finding.remedy())
                    .isEqualTo("Ask for it: polder access request sales.orders.order-lines --product"
                            + " customers.customer-360 --purpose customer-care --until 365d");
        });
    }

    @Test
    void aPolicyThatPermitsOrAGrantForThePurposeSettlesIt() {
        assertThat(refused(mesh.plan(MeshFiles.retailWithPolicies().request(), MeshFiles.ADMIN)))
                .isEmpty();
        grant("sales.orders.order-lines", "customer-care");
        grant("support.returns.returns", "another-purpose");

        assertThat(refused(mesh.plan(MeshFiles.retail().request(), MeshFiles.ADMIN)))
                .extracting(Finding::message)
                .hasSize(2)
                .noneMatch(message -> message.contains("order-lines"))
                .anyMatch(message -> message.contains("support.returns.returns"));
    }

    @Test
    void aGrantToAPersonWithTheProductsAddressIsNoGrantToTheProduct() {
        grants.add(
                GrantsByHand.grant("customers.customer-360", "sales.orders.order-lines", "customer-care", Instant.MAX));

        assertThat(refused(mesh.plan(MeshFiles.retail().request(), MeshFiles.ADMIN)))
                .hasSize(3);
    }

    @Test
    void whatAPolicyDeniesIsNotAppliedEvenWithAGrant() {
        grant("sales.orders.order-lines", "customer-care");
        MeshFiles denied = MeshFiles.retailWithPolicies().with("policies/no-lines.yaml", """
                apiVersion: polder.dev/v1
                kind: AccessPolicy
                name: no-lines
                title: Programs do not read lines
                when: principal.kind == 'product' && port.name == 'order-lines'
                effect: deny
                """);

        assertThatThrownBy(() -> mesh.apply(denied.request(), MeshFiles.ADMIN))
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.INPUT_REFUSED);
                    assertThat(e.getMessage()).contains("policy mesh/no-lines");
                });
    }

    @Test
    void aRowFilterThatTransformsDoNotKeepToIsAnError() {
        Grant whole = GrantsByHand.grant(READER, "sales.orders.order-lines", "customer-care", Instant.MAX);
        grants.add(GrantsByHand.under(whole, Optional.empty(), List.of("channel == 'web'"), Map.of()));

        assertThat(refused(mesh.plan(MeshFiles.retail().request(), MeshFiles.ADMIN)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.message()).contains("only with the row filter channel == 'web'"));
    }

    @Test
    void aPolicyThatDeniesOwnPeopleDeniesTheirProductToo() {
        MeshFiles denied = MeshFiles.retailWithPolicies().with("policies/no-addresses.yaml", """
                apiVersion: polder.dev/v1
                kind: AccessPolicy
                name: no-addresses
                title: Addresses are not read
                when: port.name == 'addresses' && 'customers' in principal.domains
                effect: deny
                """);

        assertThat(refused(mesh.plan(denied.request(), MeshFiles.ADMIN)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("customers.profiles.addresses.v1"));
    }

    @Test
    void whatWasNeverGrantedDoesNotKeepAnOwnerFromRemovingIt() {
        mesh.apply(MeshFiles.retail().request(), MeshFiles.ADMIN);

        Plan plan = mesh.remove(Set.of(), Set.of(ProductAddress.parse("sales.orders")), DryRun.NO, MeshFiles.ADMIN);

        assertThat(plan.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.IN_USE);
            assertThat(finding.isError()).isFalse();
        });
        assertThat(mesh.current().products()).hasSize(4);
        assertThat(new MeshService(database, Clock.systemUTC())
                        .apply(MeshFiles.retail().only("domains/support").request(), MeshFiles.ADMIN)
                        .hasErrors())
                .isFalse();
    }

    @Test
    void anOutputColumnThatIsLessProtectedThanTheInputOfItsNameIsWarnedOf() {
        assertThat(mesh.plan(MeshFiles.retailWithPolicies().request(), MeshFiles.ADMIN)
                        .findings())
                .noneMatch(finding -> finding.code() == Code.PROTECTION_LOST);
        MeshFiles loose = MeshFiles.retailWithPolicies()
                .edited(
                        CONTRACT,
                        text -> text.replaceFirst(
                                "(name: email\n.*\n) +classification: restricted\n +tags: \\[pii\\]\n", "$1"));

        assertThat(mesh.plan(loose.request(), MeshFiles.ADMIN).findings())
                .filteredOn(finding -> finding.code() == Code.PROTECTION_LOST)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isError()).isFalse();
                    assertThat(finding.position().file()).isEqualTo(CONTRACT);
                    assertThat(finding.message())
                            .contains("email: classification restricted → none, without the tag pii");
                });
    }

    @Test
    void thePurposeOfAnInputIsCheckedWithTheDocument() {
        MeshFiles odd =
                MeshFiles.retail().edited(PRODUCT, text -> text.replace("value: customer-care", "value: Care!"));

        assertThat(mesh.plan(odd.request(), MeshFiles.ADMIN).findings())
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("is no purpose"));
    }

    private void grant(String port, String purpose) {
        grants.add(GrantsByHand.grant(READER, port, purpose, Instant.MAX));
    }

    private static List<Finding> refused(Plan plan) {
        return plan.findings().stream()
                .filter(finding -> finding.code() == Code.INPUT_REFUSED)
                .toList();
    }
}
