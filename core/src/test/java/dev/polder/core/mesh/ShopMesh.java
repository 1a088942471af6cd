package dev.polder.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Finding;
import java.util.Map;
import java.util.TreeMap;

/** The mesh that tests change: without a fault until then. */
final class ShopMesh {
    static final String ORDERS = "domains/sales/orders/";
    static final String SUMMARY = "domains/marketing/summary/";

    private ShopMesh() {}

    static void assertOnly(Map<String, String> files, String finding) {
        assertThat(MeshReader.read(files).findings())
                .extracting(Finding::toString)
                .containsExactly(finding);
    }

    static String contract(String id, String version) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: %s
                version: %s
                status: active
                schema:
                  - name: lines
                    properties:
                      - name: price
                        logicalType: number
                      - name: id
                        logicalType: integer
                        primaryKey: true
                        required: true
                """.formatted(id, version);
    }

    /** A small mesh without a fault: sales.orders fills its port by http, marketing.summary reads it. */
    static Map<String, String> shop() {
        Map<String, String> files = new TreeMap<>();
        files.put("mesh.yaml", """
                apiVersion: polder.dev/v1
                kind: Mesh
                name: shop
                title: A shop
                federation: { members: [Team Blue] }
                """);
        files.put("domains/sales/domain.yaml", """
                apiVersion: polder.dev/v1
                kind: Domain
                name: sales
                """);
        files.put("domains/marketing/domain.yaml", """
                apiVersion: polder.dev/v1
                kind: Domain
                name: marketing
                owner: Team Blue
                """);
        files.put(ORDERS + "product.odps.yaml", """
                apiVersion: v1.0.0
                kind: DataProduct
                id: orders
                name: orders
                domain: sales
                status: active
                outputPorts:
                  - { name: order-lines, version: 1.0.0, contractId: order-lines }
                """);
        files.put(ORDERS + "contracts/order-lines.odcs.yaml", contract("order-lines", "1.0.0"));
        files.put(ORDERS + "pipeline.yaml", """
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: shop, into: order-lines, http: {} }
                """);
        files.put(SUMMARY + "product.odps.yaml", """
                apiVersion: v1.0.0
                kind: DataProduct
                id: summary
                name: summary
                domain: marketing
                status: active
                inputPorts:
                  - { name: order-lines, version: 1.0.0, contractId: order-lines }
                outputPorts:
                  - { name: totals, version: 2.0.0, contractId: totals }
                """);
        files.put(SUMMARY + "contracts/totals.odcs.yaml", contract("totals", "2.0.0"));
        files.put(SUMMARY + "pipeline.yaml", """
                apiVersion: polder.dev/v1
                kind: Pipeline
                transforms:
                  - name: totals
                    into: totals
                    sql: sql/totals.sql
                    run: { every: PT5M }
                """);
        files.put(SUMMARY + "sql/totals.sql", "SELECT id, sum(price) AS price\nFROM order_lines GROUP BY id\n");
        return files;
    }
}
