package dev.polder.core.mesh;

import static dev.polder.core.mesh.ShopMesh.ORDERS;
import static dev.polder.core.mesh.ShopMesh.SUMMARY;
import static dev.polder.core.mesh.ShopMesh.assertOnly;
import static dev.polder.core.mesh.ShopMesh.contract;
import static dev.polder.core.mesh.ShopMesh.shop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which documents a name and a version in another document mean. */
class MeshNamesTest {
    @Test
    void reportsNamesThatFoldToOne() {
        // given
        Map<String, String> files = shop();
        files.merge(
                ORDERS + "product.odps.yaml",
                "  - { name: order_lines, version: 1.0.0, contractId: order-lines }\n",
                String::concat);

        // when
        List<Finding> findings = MeshReader.read(files).findings();

        // then
        assertThat(findings)
                .filteredOn(finding -> finding.code() == Code.NAME_COLLISION)
                .extracting(finding -> finding.position().toString())
                .containsOnly(ORDERS + "product.odps.yaml:9:13");
        assertThat(findings).extracting(Finding::code).contains(Code.NAME_INVALID, Code.NAME_COLLISION);
    }

    @Test
    void reportsTwoDomainsAndTwoProductsOfOneName() {
        // given
        Map<String, String> files = shop();
        files.put("other/sales/domain.yaml", "apiVersion: polder.dev/v1\nkind: Domain\nname: sales\n");
        Map.copyOf(files).forEach((path, text) -> {
            if (path.startsWith(ORDERS)) {
                files.put("other/sales/orders/" + path.substring(ORDERS.length()), text);
            }
        });

        // when
        List<Finding> findings = MeshReader.read(files).findings();

        // then
        assertThat(findings)
                .filteredOn(finding -> finding.code() == Code.NAME_COLLISION)
                .extracting(finding -> finding.position().toString())
                .containsExactly("other/sales/domain.yaml:3:7", "other/sales/orders/product.odps.yaml:4:7");
    }

    @Test
    void allowsTwoMajorVersionsOfAPortAndJoinsEachReaderToItsOwn() {
        // given
        Map<String, String> files = shop();
        files.merge(
                ORDERS + "product.odps.yaml",
                "  - { name: order-lines, version: 2.0.0, contractId: order-lines }\n",
                String::concat);
        files.put(ORDERS + "contracts/order-lines-2.odcs.yaml", contract("order-lines", "2.1.0"));
        files.computeIfPresent(
                ORDERS + "pipeline.yaml",
                (path, text) -> text.replace(
                        "  - { name: shop, into: order-lines, http: {} }\n",
                        "  - { name: shop, into: order-lines.v1, http: {} }\n  - { name: new, into: order-lines.v2, http: {} }\n"));

        // when
        MeshReading reading = MeshReader.read(files);

        // then
        assertThat(reading.findings()).isEmpty();
        MeshModel model = reading.model().orElseThrow();
        assertThat(model.products().get(1).outputPorts())
                .extracting(port -> port.id() + " " + port.contract().version())
                .containsExactly("sales.orders.order-lines.v1 1.0.0", "sales.orders.order-lines.v2 2.1.0");
        assertThat(model.products().get(0).inputPorts().get(0).from())
                .contains(PortId.parse("sales.orders.order-lines.v1"));
    }

    @Test
    void reportsAnInputPortThatAsksForAMajorVersionThatIsNotThere() {
        // given
        Map<String, String> files = shop();
        files.computeIfPresent(
                SUMMARY + "product.odps.yaml",
                (path, text) -> text.replace(
                        "version: 1.0.0, contractId: order-lines", "version: 3.0.0, contractId: order-lines"));

        // when, then
        assertOnly(
                files,
                SUMMARY
                        + "product.odps.yaml:8:35 REFERENCE_UNKNOWN The output port sales.orders.order-lines has no major"
                        + " version 3. → Use major version 1.");
    }

    @Test
    void reportsTwoContractsOfOneIdAndVersion() {
        // given
        Map<String, String> files = shop();
        files.put(ORDERS + "contracts/z.odcs.yaml", contract("order-lines", "1.9.0"));

        // when
        List<Finding> findings = MeshReader.read(files).findings();

        // then
        assertThat(findings).filteredOn(Finding::isError).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.FIELD_VALUE);
            assertThat(finding.position()).hasToString(ORDERS + "contracts/z.odcs.yaml:3:5");
        });
    }

    @Test
    void warnsOfAContractThatNoPortHas() {
        // given
        Map<String, String> files = shop();
        files.put(ORDERS + "contracts/z.odcs.yaml", contract("left-over", "1.0.0"));

        // when
        MeshReading reading = MeshReader.read(files);

        // then
        assertThat(reading.model()).isPresent();
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.position()).hasToString(ORDERS + "contracts/z.odcs.yaml:3:5");
        });
    }

    @Test
    void reportsAContractWithoutSchema() {
        // given
        Map<String, String> files = shop();
        String text = contract("order-lines", "1.0.0");
        files.put(ORDERS + "contracts/order-lines.odcs.yaml", text.substring(0, text.indexOf("schema:")));

        // when, then
        assertThat(MeshReader.read(files).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.CONTRACT_SCHEMA_MISSING);
            assertThat(finding.position()).hasToString(ORDERS + "contracts/order-lines.odcs.yaml:1:1");
        });
    }

    @Test
    void choosesTheObjectThatIsCalledAsThePortIs() {
        // given
        Map<String, String> files = shop();
        String path = ORDERS + "contracts/order-lines.odcs.yaml";
        files.merge(path, "  - name: other\n    properties: [{ name: a, logicalType: string }]\n", String::concat);

        // when
        List<Finding> none = MeshReader.read(files).findings();
        files.computeIfPresent(path, (file, text) -> text.replace("name: lines", "name: order_lines"));
        MeshReading chosen = MeshReader.read(files);

        // then
        assertThat(none).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.CONTRACT_SCHEMA_MISSING);
            assertThat(finding.position()).hasToString(ORDERS + "product.odps.yaml:8:13");
            assertThat(finding.remedy()).isEqualTo("Rename one of lines, other to order_lines.");
        });
        assertThat(chosen.findings()).isEmpty();
        assertThat(chosen.model()
                        .orElseThrow()
                        .products()
                        .get(1)
                        .outputPorts()
                        .get(0)
                        .schema()
                        .name())
                .isEqualTo("order_lines");
    }
}
