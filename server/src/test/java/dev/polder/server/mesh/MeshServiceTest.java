package dev.polder.server.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.mesh.Change.Action;
import dev.polder.server.mesh.Change.ResourceKind;
import dev.polder.server.mesh.MeshService.DryRun;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeshServiceTest {
    private static final String ORDERS = "domains/sales/orders/";
    private static final String ORDER_LINES = ORDERS + "contracts/order-lines.odcs.yaml";
    private static final String CUSTOMER_360 = "domains/customers/customer-360/";

    private final MeshFiles retail = MeshFiles.retailThatMayRead();
    private Database database;
    private MeshService mesh;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        mesh = new MeshService(database, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void planningChangesNothing() {
        Plan plan = mesh.plan(retail.request(), MeshFiles.ADMIN);

        assertThat(plan.hasErrors()).isFalse();
        assertThat(plan.changes())
                .contains(
                        new Change(Action.CREATE, ResourceKind.DOMAIN, "sales", "new"),
                        new Change(Action.CREATE, ResourceKind.PORT, "sales.orders.order-lines.v1", "new"))
                .extracting(Change::action)
                .containsOnly(Action.CREATE);
        assertThat(mesh.current().products()).isEmpty();
        assertThat(generation()).isZero();
    }

    @Test
    void whatIsAppliedIsThereVerbatim() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);

        MeshModel.OutputPort port = port("sales.orders.order-lines.v1");
        assertThat(port.contract().source()).isEqualTo(retail.content(ORDER_LINES));
        assertThat(port.ingested()).isTrue();
        assertThat(product("customers.customer-360").files().get("sql/customer_360.sql"))
                .isEqualTo(retail.content(CUSTOMER_360 + "sql/customer_360.sql"));
        assertThat(product("customers.customer-360").inputPorts())
                .extracting(MeshModel.InputPort::from)
                .contains(Optional.of(PortId.parse("sales.orders.order-lines.v1")))
                .doesNotContain(Optional.empty());
    }

    @Test
    void applyingTwiceChangesNothing() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        long generation = generation();

        Plan second = mesh.apply(retail.request(), MeshFiles.ADMIN);

        assertThat(second.changes()).isNotEmpty().extracting(Change::action).containsOnly(Action.NONE);
        assertThat(generation()).isEqualTo(generation);
    }

    @Test
    void domainsMayComeOneByOne() {
        mesh.apply(
                retail.only(
                                "domains/sales",
                                "domains/support",
                                "domains/marketing",
                                "domains/customers/profiles",
                                "domains/customers/domain.yaml")
                        .request(),
                MeshFiles.ADMIN);

        mesh.apply(retail.only("domains/customers").request(), MeshFiles.ADMIN);

        assertThat(product("customers.customer-360").inputPorts())
                .hasSize(6)
                .allSatisfy(input -> assertThat(input.from()).isPresent());
    }

    @Test
    void aContractWithTheIdOfOneThatOthersReadIsRefusedAndTheMeshStaysReadable() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshFiles copy = MeshFiles.of(
                "domains/shadow/domain.yaml",
                retail.content("domains/sales/domain.yaml").replace("sales", "shadow"),
                "domains/shadow/orders/product.odps.yaml",
                retail.content(ORDERS + "product.odps.yaml").replace("domain: sales", "domain: shadow"),
                "domains/shadow/orders/pipeline.yaml",
                retail.content(ORDERS + "pipeline.yaml"),
                "domains/shadow/orders/contracts/order-lines.odcs.yaml",
                retail.content(ORDER_LINES));

        assertThatThrownBy(() -> mesh.apply(copy.request(), MeshFiles.ADMIN))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.REFERENCE_UNKNOWN));

        assertThat(mesh.current().products()).hasSize(5);
        assertThat(mesh.apply(retail.request(), MeshFiles.ADMIN).hasErrors()).isFalse();
    }

    @Test
    void aReferenceThatNothingOffersIsRefusedWithItsPlace() {
        MeshRequest request = retail.without("domains/support").request();

        assertThatThrownBy(() -> mesh.apply(request, MeshFiles.ADMIN))
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.REFERENCE_UNKNOWN);
                    assertThat(errors(e)).singleElement().satisfies(finding -> {
                        assertThat(finding.position().file()).isEqualTo(CUSTOMER_360 + "product.odps.yaml");
                        assertThat(finding.position().line())
                                .isBetween(
                                        retail.line(CUSTOMER_360 + "product.odps.yaml", "name: returns"),
                                        retail.line(
                                                CUSTOMER_360 + "product.odps.yaml",
                                                "contractId: support.returns.returns"));
                        assertThat(finding.message()).contains("support.returns.returns");
                    });
                });
        assertThat(mesh.current().products()).isEmpty();
    }

    @Test
    void removingWhatOthersReadIsRefusedNamingThem() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);

        assertThatThrownBy(() ->
                        mesh.remove(Set.of(), Set.of(ProductAddress.parse("sales.orders")), DryRun.NO, MeshFiles.ADMIN))
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.IN_USE);
                    assertThat(e.getMessage()).contains("customers.customer-360");
                });
        assertThat(mesh.current().products()).hasSize(5);
    }

    @Test
    void aRemovalTakesTheProductAndLeavesItsPortsForTheReconciler() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);

        Plan tried = mesh.remove(
                Set.of(), Set.of(ProductAddress.parse("customers.customer-360")), DryRun.YES, MeshFiles.ADMIN);
        assertThat(mesh.current().products()).hasSize(5);
        Plan plan = mesh.remove(
                Set.of(), Set.of(ProductAddress.parse("customers.customer-360")), DryRun.NO, MeshFiles.ADMIN);

        assertThat(plan.changes()).isEqualTo(tried.changes());
        assertThat(plan.changes())
                .extracting(Change::action, Change::kind)
                .contains(
                        tuple(Action.REMOVE, ResourceKind.PRODUCT),
                        tuple(Action.REMOVE, ResourceKind.TOPIC),
                        tuple(Action.REMOVE, ResourceKind.TABLE));
        assertThat(mesh.current().products()).hasSize(4);
        assertThat(database.<List<String>, RuntimeException>withHandle(
                        handle -> handle.createQuery("select id from port where removed")
                                .mapTo(String.class)
                                .list()))
                .containsExactly("customers.customer-360.customer-360.v1");
    }

    @Test
    void removingADomainTakesItsProducts() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        mesh.remove(Set.of(), Set.of(ProductAddress.parse("customers.customer-360")), DryRun.NO, MeshFiles.ADMIN);

        mesh.remove(Set.of(new DomainName("support")), Set.of(), DryRun.NO, MeshFiles.ADMIN);

        assertThat(mesh.current().domains())
                .extracting(domain -> domain.name().value())
                .doesNotContain("support");
        assertThat(mesh.current().products()).hasSize(3);
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        assertThatThrownBy(() -> mesh.remove(Set.of(new DomainName("nowhere")), Set.of(), DryRun.NO, MeshFiles.ADMIN))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void pruningRemovesOnlyWithPermission() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshFiles smaller = retail.without(CUSTOMER_360);

        mesh.apply(smaller.request(false, false), MeshFiles.ADMIN);
        assertThat(mesh.current().products()).hasSize(5);

        assertThatThrownBy(() -> mesh.apply(smaller.request(true, false), MeshFiles.ADMIN))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.REMOVAL_NOT_ALLOWED));
        assertThat(mesh.current().products()).hasSize(5);

        mesh.apply(smaller.request(true, true), MeshFiles.ADMIN);
        assertThat(mesh.current().products()).hasSize(4);
    }

    @Test
    void pruningOneDomainLeavesTheOthers() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);

        Plan plan = mesh.plan(retail.only("domains/sales").request(true, false), MeshFiles.ADMIN);

        assertThat(plan.changes()).extracting(Change::action).containsOnly(Action.NONE);
    }

    @Test
    void aBrokenDocumentIsAFindingOfThePlanAndStopsAnApply() {
        MeshRequest broken = retail.with(ORDERS + "pipeline.yaml", "sources: [").request();

        assertThat(mesh.plan(broken, MeshFiles.ADMIN).findings()).anySatisfy(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.position().file()).isEqualTo(ORDERS + "pipeline.yaml");
        });
        assertThatThrownBy(() -> mesh.apply(broken, MeshFiles.ADMIN)).isInstanceOf(PolderException.class);
        assertThat(mesh.current().products()).isEmpty();
    }

    @Test
    void anApplyThatFailsHalfwayLeavesNothing() {
        database.useHandle(handle -> handle.execute("""
                create function refuse() returns trigger language plpgsql as $$ begin raise 'disk on fire'; end $$;
                create trigger refuse before insert on port for each row
                    when (new.id like 'support%') execute function refuse();
                """));

        assertThatThrownBy(() -> mesh.apply(retail.request(), MeshFiles.ADMIN)).hasMessageContaining("disk on fire");

        assertThat(mesh.current().domains()).isEmpty();
        assertThat(rows("port")).isZero();
        assertThat(rows("document")).isZero();
    }

    @Test
    void appliesAtTheSameTimeHappenOneAfterTheOther() throws Exception {
        List<Callable<Plan>> applies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String title = "title: Sales " + i;
            MeshRequest request = retail.edited(
                            "domains/sales/domain.yaml", text -> text.replace("title: Sales", title))
                    .request();
            applies.add(() -> new MeshService(database, Clock.systemUTC()).apply(request, MeshFiles.ADMIN));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Plan> plan : threads.invokeAll(applies)) {
                assertThat(plan.get().hasErrors()).isFalse();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(generation()).isEqualTo(8);
        assertThat(mesh.current().products()).hasSize(5);
    }

    @Test
    void anotherServersApplyIsSeen() {
        MeshService other = new MeshService(database, Clock.systemUTC());
        assertThat(mesh.current().products()).isEmpty();

        other.apply(retail.request(), MeshFiles.ADMIN);

        assertThat(mesh.current().products()).hasSize(5);
    }

    @Test
    void aContractThatChangedWithoutItsVersionIsAWarning() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshRequest request = retail.edited(
                        ORDER_LINES, text -> text.replace("name: Order lines", "name: Lines of orders"))
                .request();

        Plan plan = mesh.apply(request, MeshFiles.ADMIN);

        assertThat(plan.findings()).extracting(Finding::code).containsExactly(Code.CONTRACT_VERSION);
        assertThat(plan.findings()).noneMatch(Finding::isError);
        assertThat(plan.changes())
                .contains(new Change(
                        Action.CHANGE,
                        ResourceKind.CONTRACT,
                        "sales.orders.order-lines.v1",
                        "still version 1.0.0: the contract's name was Order lines and is Lines of orders"));
    }

    @Test
    void aCommentChangesNothingThatAVersionWouldSay() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);

        Plan plan = mesh.apply(
                retail.edited(ORDER_LINES, text -> text + "# a comment\n").request(), MeshFiles.ADMIN);

        assertThat(plan.findings()).isEmpty();
        assertThat(plan.contracts())
                .singleElement()
                .satisfies(change -> assertThat(change.diff().changes()).isEmpty());
    }

    @Test
    void aBreakingChangeIsRefusedWithTheFieldItsPlaceAndTheRemedyAndNothingChanges() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshFiles broken = retail.edited(
                ORDER_LINES,
                text -> text.replace("version: 1.0.0", "version: 1.1.0")
                        .replace("physicalType: DECIMAL(9,2)", "physicalType: DECIMAL(7,2)"));

        assertThatThrownBy(() -> mesh.apply(broken.request(), MeshFiles.ADMIN))
                .isInstanceOfSatisfying(PolderException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.CONTRACT_BREAKING);
                    assertThat(errors(refusal)).singleElement().satisfies(finding -> {
                        assertThat(finding.code()).isEqualTo(Code.CONTRACT_BREAKING);
                        assertThat(finding.message()).contains("sales.orders.order-lines.v1", "unit_price");
                        assertThat(finding.remedy()).contains("2.0.0");
                        assertThat(finding.position().file()).isEqualTo(ORDER_LINES);
                        assertThat(finding.position().line())
                                .isEqualTo(broken.line(ORDER_LINES, "physicalType: DECIMAL(7,2)"));
                    });
                });
        assertThat(port("sales.orders.order-lines.v1").contract().version()).isEqualTo("1.0.0");
    }

    @Test
    void aCompatibleChangeIsInThePlanInWords() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshRequest request = retail.edited(
                        ORDER_LINES,
                        text -> text.replace("version: 1.0.0", "version: 1.1.0")
                                .replace(
                                        "      - name: currency\n",
                                        "      - name: note\n        logicalType: string\n      - name: currency\n"))
                .request();

        Plan plan = mesh.apply(request, MeshFiles.ADMIN);

        assertThat(plan.findings()).isEmpty();
        assertThat(plan.changes())
                .filteredOn(change -> change.kind() == ResourceKind.CONTRACT
                        && change.address().equals("sales.orders.order-lines.v1"))
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).startsWith("version 1.0.0 → 1.1.0: note: "));
    }

    @Test
    void aBreakingChangeNamesTheProductsThatItBreaksWithTheColumns() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshRequest request = retail.edited(
                        ORDER_LINES,
                        text -> text.replace("version: 1.0.0", "version: 1.1.0")
                                .replaceAll("- name: channel\\n", "- name: sales_channel\n")
                                .replaceAll("- name: currency\\n", "- name: money\n"))
                .request();

        Plan plan = mesh.plan(request, MeshFiles.ADMIN);

        assertThat(plan.findings())
                .filteredOn(finding -> finding.code() == Code.CONTRACT_BREAKING)
                .extracting(Finding::message)
                .anySatisfy(message -> assertThat(message)
                        .contains("channel: ")
                        .endsWith("; breaks customers/customer-360, column channel"))
                .anySatisfy(
                        message -> assertThat(message).contains("currency: ").doesNotContain("customer-360"));
        assertThat(plan.contracts()).singleElement().satisfies(change -> {
            assertThat(change.port()).hasToString("sales.orders.order-lines.v1");
            assertThat(change.breaks())
                    .containsExactly(new PortReader(
                            ProductAddress.parse("customers.customer-360"), "customer-360", List.of("channel")));
        });
    }

    @Test
    void aVersionThatWasNotRaisedFarEnoughIsAWarningThatNamesTheNextOne() {
        mesh.apply(retail.request(), MeshFiles.ADMIN);
        MeshRequest request = retail.edited(
                        ORDER_LINES,
                        text -> text.replace("version: 1.0.0", "version: 1.0.1")
                                .replace(
                                        "      - name: currency\n",
                                        "      - name: note\n        logicalType: string\n      - name: currency\n"))
                .request();

        Plan plan = mesh.plan(request, MeshFiles.ADMIN);

        assertThat(plan.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.CONTRACT_VERSION);
            assertThat(finding.isError()).isFalse();
            assertThat(finding.message()).contains("went from 1.0.0 to 1.0.1 only");
            assertThat(finding.remedy()).contains("1.1.0");
        });
    }

    private static List<Finding> errors(PolderException e) {
        return e.findings().stream().filter(Finding::isError).toList();
    }

    private MeshModel.Product product(String address) {
        return mesh.current().products().stream()
                .filter(product -> product.address().toString().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private MeshModel.OutputPort port(String id) {
        return mesh.current().products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .filter(port -> port.id().toString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private long generation() {
        return number("select generation from mesh_state");
    }

    private long rows(String table) {
        return number("select count(*) from " + table);
    }

    private long number(String sql) {
        return database.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
