package dev.polder.server.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChangeRightsTest {
    private static final Principal DEVELOPER = inSales("dev", DomainRole.DEVELOPER);
    private static final Principal OWNER = inSales("olga", DomainRole.OWNER);
    private static final Principal GOVERNANCE =
            new Principal("gus", Kind.PERSON, Set.of("shop"), Set.of(MeshRole.GOVERNANCE), Map.of());
    private static final String SALES = "domains/sales/domain.yaml";
    private static final String ORDERS = "domains/sales/orders/";

    private static Principal inSales(String name, DomainRole role) {
        return new Principal(name, Kind.PERSON, Set.of("sellers"), Set.of(), Map.of(new DomainName("sales"), role));
    }

    private final Map<String, String> files = new TreeMap<>(Map.of(
            "mesh.yaml",
            "apiVersion: polder.dev/v1\nkind: Mesh\nname: shop\n",
            SALES,
            domain("sales", "owner: sellers"),
            "domains/support/domain.yaml",
            domain("support", "owner: helpers")));

    ChangeRightsTest() {
        product(ORDERS, "orders", "sales");
        product("domains/support/tickets/", "tickets", "support");
    }

    private static String domain(String name, String more) {
        return "apiVersion: polder.dev/v1\nkind: Domain\nname: " + name + "\n" + more + "\n";
    }

    private void product(String folder, String name, String domain) {
        files.put(folder + "product.odps.yaml", """
                apiVersion: v1.0.0
                kind: DataProduct
                id: %s
                name: %s
                domain: %s
                status: active
                outputPorts:
                  - { name: rows, version: 1.0.0, contractId: %s-rows }
                """.formatted(name, name, domain, name));
        files.put(folder + "contracts/rows.odcs.yaml", """
                apiVersion: v3.1.0
                kind: DataContract
                id: %s-rows
                version: 1.0.0
                status: active
                schema:
                  - name: rows
                    logicalType: object
                    properties:
                      - { name: id, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1 }
                """.formatted(name));
        files.put(folder + "pipeline.yaml", """
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: shop, into: rows, http: {} }
                """);
    }

    private MeshModel mesh() {
        var reading = MeshReader.read(files);
        assertThat(reading.findings()).filteredOn(Finding::isError).isEmpty();
        return reading.model().orElseThrow();
    }

    private List<String> missing(Principal by, Runnable edit) {
        Map<String, String> kept = new TreeMap<>(files);
        MeshModel before = mesh();
        edit.run();
        List<Finding> findings = ChangeRights.missing(by, before, mesh());
        files.clear();
        files.putAll(kept);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(Code.DENIED);
            assertThat(finding.remedy()).isNotBlank();
        });
        return findings.stream().map(Finding::message).toList();
    }

    private void edit(String file) {
        files.merge(file, "\n# edited\n", String::concat);
    }

    private void drop(String folder) {
        files.keySet().removeIf(file -> file.startsWith(folder));
    }

    @Test
    void developersBuildInTheirOwnDomainOnly() {
        assertThat(missing(DEVELOPER, () -> edit(ORDERS + "contracts/rows.odcs.yaml")))
                .isEmpty();
        assertThat(missing(DEVELOPER, () -> product("domains/sales/returns/", "returns", "sales")))
                .isEmpty();
        assertThat(missing(DEVELOPER, () -> files.put(SALES, domain("sales", "owner: sellers\ntitle: Sales"))))
                .isEmpty();
        assertThat(missing(DEVELOPER, () -> edit("domains/support/tickets/pipeline.yaml")))
                .containsExactly("dev may not change the product support.tickets");
        assertThat(missing(DEVELOPER, () -> product("domains/support/calls/", "calls", "support")))
                .containsExactly("dev may not create the product support.calls");
        assertThat(missing(DEVELOPER, () -> edit("domains/support/domain.yaml")))
                .containsExactly("dev may not change the domain 'support'");
    }

    @Test
    void ownersEndWhatOthersMayRead() {
        assertThat(missing(DEVELOPER, () -> drop(ORDERS)))
                .containsExactly("dev may not remove the product sales.orders");
        assertThat(missing(OWNER, () -> drop(ORDERS))).isEmpty();
        assertThat(missing(DEVELOPER, () -> drop("domains/sales/")))
                .containsExactlyInAnyOrder(
                        "dev may not remove the domain 'sales'", "dev may not remove the product sales.orders");
        assertThat(missing(OWNER, () -> drop("domains/sales/"))).isEmpty();
        assertThat(missing(OWNER, () -> drop("domains/support/tickets/")))
                .containsExactly("olga may not remove the product support.tickets");
        assertThat(missing(
                        DEVELOPER,
                        () -> files.computeIfPresent(
                                ORDERS + "product.odps.yaml", (path, text) -> text.replace("1.0.0,", "2.0.0,"))))
                .containsExactly("dev may not remove a port of the product sales.orders");
    }

    @Test
    void nobodyGivesThemselvesADomain() {
        Runnable take = () -> files.put("domains/support/domain.yaml", domain("support", "owner: sellers"));
        Runnable join = () -> files.put(SALES, domain("sales", "owner: sellers\ndevelopers: [others]"));
        Runnable found = () -> files.put("domains/new/domain.yaml", domain("new", "owner: sellers"));

        assertThat(missing(DEVELOPER, take)).hasSize(1);
        assertThat(missing(OWNER, take)).hasSize(1);
        assertThat(missing(DEVELOPER, join))
                .containsExactly("dev may not say whose the domain 'sales' is and who builds in it");
        assertThat(missing(OWNER, join)).isEmpty();
        assertThat(missing(OWNER, found)).containsExactly("olga may not create the domain 'new'");
        assertThat(missing(GOVERNANCE, take)).isEmpty();
        assertThat(missing(GOVERNANCE, found)).isEmpty();
        assertThat(missing(OWNER, () -> edit("mesh.yaml"))).isEmpty();
        assertThat(missing(OWNER, () -> files.put("mesh.yaml", "apiVersion: polder.dev/v1\nkind: Mesh\nname: mine\n")))
                .containsExactly("olga may not name the mesh");
    }

    @Test
    void theFederationBuildsInNoDomainButOneThatIsItsOwn() {
        assertThat(missing(GOVERNANCE, () -> edit(ORDERS + "pipeline.yaml")))
                .containsExactly("gus may not change the product sales.orders");
        assertThat(missing(GOVERNANCE, () -> {
                    files.put("domains/new/domain.yaml", domain("new", "owner: shop"));
                    product("domains/new/things/", "things", "new");
                }))
                .isEmpty();
        assertThat(missing(GOVERNANCE, () -> {
                    files.put("domains/new/domain.yaml", domain("new", "owner: others"));
                    product("domains/new/things/", "things", "new");
                }))
                .containsExactly("gus may not create the product new.things");
    }
}
