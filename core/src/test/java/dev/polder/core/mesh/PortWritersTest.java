package dev.polder.core.mesh;

import static dev.polder.core.mesh.ShopMesh.ORDERS;
import static dev.polder.core.mesh.ShopMesh.SUMMARY;
import static dev.polder.core.mesh.ShopMesh.assertOnly;
import static dev.polder.core.mesh.ShopMesh.shop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What fills which port. */
class PortWritersTest {
    @Test
    void reportsThatNothingFillsAPort() {
        // given
        Map<String, String> files = shop();
        files.put(ORDERS + "pipeline.yaml", "apiVersion: polder.dev/v1\nkind: Pipeline\n");

        // when, then
        assertOnly(
                files,
                ORDERS
                        + "product.odps.yaml:8:13 PORT_WRITER Nothing fills the output port \"order-lines\". → Add a source or a"
                        + " transform with `into: order-lines` to pipeline.yaml.");
    }

    @Test
    void reportsAPortWithoutAnyPipeline() {
        // given
        Map<String, String> files = shop();
        files.remove(ORDERS + "pipeline.yaml");

        // when, then
        assertThat(MeshReader.read(files).findings()).extracting(Finding::code).containsExactly(Code.PORT_WRITER);
    }

    @Test
    void reportsTwoTransformsIntoOnePort() {
        // given
        Map<String, String> files = shop();
        files.merge(
                SUMMARY + "pipeline.yaml", "  - { name: again, into: totals, sql: sql/totals.sql }\n", String::concat);

        // when, then
        assertOnly(
                files,
                SUMMARY
                        + "pipeline.yaml:8:26 PORT_WRITER The output port \"totals\" is already filled by the transform in line"
                        + " 4. → Let one of them go into another port.");
    }

    @Test
    void reportsASourceAndATransformIntoOnePort() {
        // given
        Map<String, String> files = shop();
        files.merge(
                SUMMARY + "pipeline.yaml", "sources:\n  - { name: shop, into: totals, http: {} }\n", String::concat);

        // when, then
        assertOnly(
                files,
                SUMMARY
                        + "pipeline.yaml:5:11 PORT_WRITER The output port \"totals\" is already filled by a source. → Let one"
                        + " of them go into another port.");
    }

    @Test
    void reportsProductsThatReadEachOtherInACircle() {
        // given
        Map<String, String> files = shop();
        files.computeIfPresent(
                ORDERS + "product.odps.yaml",
                (path, text) -> text.replace(
                        "outputPorts:",
                        "inputPorts:\n  - { name: totals, version: 2.0.0, contractId: totals }\noutputPorts:"));

        // when
        List<Finding> findings = MeshReader.read(files).findings();

        // then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.REFERENCE_CYCLE);
            assertThat(finding.position()).hasToString(SUMMARY + "product.odps.yaml:8:5");
            assertThat(finding.message())
                    .isEqualTo(
                            "Products read each other in a circle: marketing.summary → sales.orders → marketing.summary.");
        });
    }

    @Test
    void reportsATransformThatReadsWhatItMakes() {
        // given
        Map<String, String> files = shop();
        files.computeIfPresent(
                SUMMARY + "product.odps.yaml",
                (path, text) ->
                        text.replace("version: 1.0.0, contractId: order-lines", "version: 2.0.0, contractId: totals"));

        // when
        List<Finding> findings = MeshReader.read(files).findings();

        // then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.REFERENCE_CYCLE);
            assertThat(finding.position()).hasToString(SUMMARY + "pipeline.yaml:4:5");
        });
    }

    @Test
    void asksWhichMajorVersionATransformGoesInto() {
        // given
        Map<String, String> files = shop();
        files.merge(
                ORDERS + "product.odps.yaml",
                "  - { name: order-lines, version: 2.0.0, contractId: order-lines }\n",
                String::concat);

        // when
        List<Finding> findings = MeshReader.read(files).findings();

        // then
        assertThat(findings)
                .filteredOn(finding -> finding.code() == Code.REFERENCE_UNKNOWN)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.position()).hasToString(ORDERS + "pipeline.yaml:4:25");
                    assertThat(finding.remedy()).isEqualTo("Say which, such as `into: order-lines.v1`.");
                });
    }
}
