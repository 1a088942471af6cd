package dev.polder.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.mesh.MeshReading;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProductCheckTest {
    private static final Map<String, String> FILES = Map.of(
            "domains/sales/domain.yaml",
            "apiVersion: polder.dev/v1\nkind: Domain\nname: sales\nowner: sales-team\n",
            "domains/sales/orders/product.odps.yaml",
            """
            apiVersion: v1.0.0
            kind: DataProduct
            id: sales.orders
            name: orders
            domain: sales
            status: active
            description: { purpose: Every order }
            support: [{ channel: '#sales', url: https://shop.example/sales }]
            outputPorts:
              - { name: orders, version: 1.0.0, contractId: sales.orders.orders, description: One row per order }
            """,
            "domains/sales/orders/contracts/orders.odcs.yaml",
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: sales.orders.orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                logicalType: object
                properties:
                  - { name: id, logicalType: string, required: true, primaryKey: true }
                  - { name: mail, logicalType: string, classification: restricted, tags: [pii] }
                  - name: address
                    logicalType: object
                    properties:
                      - { name: street, logicalType: string, tags: [pii] }
                  - name: lines
                    logicalType: array
                    items:
                      logicalType: object
                      properties:
                        - { name: note, logicalType: string, tags: [pii] }
            slaProperties:
              - { property: latency, value: 1, unit: h }
            """,
            "domains/sales/orders/pipeline.yaml",
            "apiVersion: polder.dev/v1\nkind: Pipeline\nsources: [{ name: shop, into: orders, http: {} }]\n",
            "domains/web/copy/product.odps.yaml",
            """
            apiVersion: v1.0.0
            kind: DataProduct
            id: web.copy
            name: copy
            domain: web
            status: draft
            inputPorts:
              - { name: orders, version: 1.0.0, contractId: sales.orders.orders }
              - { name: weather, version: 1.0.0, contractId: somebody.else }
            outputPorts:
              - { name: things, version: 1.0.0, contractId: web.copy.things }
            """,
            "domains/web/copy/contracts/things.odcs.yaml",
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: web.copy.things
            version: 1.0.0
            status: active
            schema:
              - { name: things, logicalType: object, properties: [{ name: id, logicalType: string }] }
            """,
            "domains/web/copy/pipeline.yaml",
            "apiVersion: polder.dev/v1\nkind: Pipeline\nsources: [{ name: shop, into: things, http: {} }]\n");

    private static final MeshModel MESH = mesh();

    private static MeshModel mesh() {
        MeshReading reading = MeshReader.read(FILES);
        assertThat(reading.findings()).filteredOn(Finding::isError).isEmpty();
        return reading.model().orElseThrow();
    }

    private static PolicyDocument product(String name, String body) {
        return Given.document("", "ProductPolicy", "name: " + name + "\nremedy: Do so.\n" + body);
    }

    private static List<String> violations(PolicyDocument... documents) {
        return check(documents).stream()
                .map(it -> it.product() + " " + it.at() + " " + it.message() + (it.blocks() ? "" : " (allowed)"))
                .toList();
    }

    private static List<Violation> check(PolicyDocument... documents) {
        return new ProductCheck(Given.set(documents), Ports.of(MESH)).check(MESH, Given.NOW);
    }

    @Test
    void eachProductIsAsked() {
        assertThat(violations(product("owner", """
                        for: product
                        require: product.owner != '' || domain.owner != ''
                        message: "'Nobody owns ' + product.address"
                        """))).containsExactly("web.copy web.copy Nobody owns web.copy");
        assertThat(violations(
                        product("support", "for: product\ntitle: One can ask\nrequire: size(product.support) > 0\n")))
                .containsExactly("web.copy web.copy One can ask, but not so here: !(size(product.support) > 0)"
                        + " (product.support is [])");
    }

    @Test
    void eachPortIsAsked() {
        assertThat(violations(product("fresh", """
                        for: port
                        when: port.status != 'retired'
                        require: port.sla.exists(p, p in ['latency', 'freshness'])
                        message: "'The port ' + port.name + ' of version ' + string(port.major) + ' promises no freshness'"
                        """)))
                .containsExactly("web.copy web.copy.things.v1 The port things of version 1 promises no freshness");
    }

    @Test
    void eachColumnIsAskedWhetherItIsMasked() {
        PolicyDocument rule = product("protected", """
                for: column
                when: "'pii' in column.tags"
                require: column.masked || column.encrypted
                message: column.path
                """);
        PolicyDocument masks = Given.access(
                "masked",
                "when: purpose != 'x'\nmasks: [{ columns: \"column.name in ['mail', 'address']\", mask: hash }]\n");
        PolicyDocument warns = Given.access(
                "warned", "enforcement: warn\nmasks: [{ columns: \"'pii' in column.tags\", mask: hash }]\n");

        assertThat(violations(rule, warns))
                .containsExactly(
                        "sales.orders mail mail",
                        "sales.orders address.street address.street",
                        "sales.orders lines.note lines.note");
        assertThat(violations(rule, masks)).containsExactly("sales.orders lines.note lines.note");
        assertThat(check(rule).get(0).position()).hasToString("domains/sales/orders/contracts/orders.odcs.yaml:11:9");
        assertThat(check(rule).get(0).finding().toString())
                .isEqualTo(
                        "domains/sales/orders/contracts/orders.odcs.yaml:11:9 POLICY_VIOLATED mail (mesh/protected). → Do so.");
    }

    @Test
    void eachInputPortIsAskedWithWhatIsKnownOfWhatItReads() {
        assertThat(violations(product("purpose", """
                        for: input
                        when: input.domain != product.domain && 'restricted' in input.classifications
                        require: product.purpose != ''
                        message: product.address + ' reads ' + input.address
                        """)))
                .containsExactly("web.copy web.copy web.copy reads sales.orders.orders.v1");
        assertThat(violations(product("known", "for: input\nrequire: input.known\nmessage: input.address\n")))
                .containsExactly("web.copy web.copy somebody.else");
    }

    @Test
    void anExceptionLetsAViolationBe() {
        PolicyDocument rule =
                product("p", "for: product\nrequire: product.status == 'active'\nmessage: product.status\n");
        PolicyDocument exception = Given.document(
                "",
                "PolicyException",
                "policy: mesh/p\nproduct: web.copy\nreason: r\napprover: cleo\nexpires: 2026-11-24\n");
        PolicyDocument over = Given.document(
                "",
                "PolicyException",
                "policy: mesh/p\nproduct: web.copy\nreason: r\napprover: cleo\nexpires: 2026-11-23\n");

        assertThat(violations(rule, exception)).containsExactly("web.copy web.copy draft (allowed)");
        assertThat(violations(rule, over)).containsExactly("web.copy web.copy draft");
    }

    @Test
    void whatCannotBeEvaluatedIsViolated() {
        assertThat(violations(product("f", "for: product\nwhen: int(product.status) > 1\nrequire: true\n")))
                .hasSize(2)
                .allMatch(it -> it.endsWith("the policy cannot be evaluated for it"));
    }

    @Test
    void aDomainsPolicyIsAboutItsOwnProducts() {
        assertThat(violations(Given.document(
                        "sales",
                        "ProductPolicy",
                        "name: a\nfor: product\nrequire: false\nmessage: product.name\nremedy: r\n")))
                .containsExactly("sales.orders sales.orders orders");
    }
}
