package dev.polder.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeshPoliciesTest {
    private static final String SALES = """
            apiVersion: polder.dev/v1
            kind: Domain
            name: sales
            """;
    private static final String EXCEPTION = """
            apiVersion: polder.dev/v1
            kind: PolicyException
            policy: mesh/no-nights
            product: sales.orders
            reason: The night shift counts
            approver: cleo
            expires: '2027-01-31'
            """;

    @Test
    void thePoliciesOfTheMeshAndOfItsDomainsAreThoseOfTheirFolders() {
        // when
        MeshReading reading = read(
                "policies/no-nights.yaml", policy("no-nights"),
                "policies/deep/down/exception.yaml", EXCEPTION,
                "domains/sales/domain.yaml", SALES,
                "domains/sales/policies/eu.yaml", policy("eu"),
                "domains/support/policies/eu.yaml", policy("eu"));

        // then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.model().orElseThrow().policies().stream().map(PolicyFile::new))
                .extracting(PolicyFile::key)
                .containsExactlyInAnyOrder(
                        "policy mesh/no-nights",
                        "exception mesh: mesh/no-nights for sales.orders",
                        "policy sales/eu",
                        "policy support/eu");
    }

    @Test
    void aDomainsOwnRepositoryHoldsItsPolicies() {
        MeshReading reading = read("domain.yaml", SALES, "policies/eu.yaml", policy("eu"));

        assertThat(reading.model().orElseThrow().policies().stream().map(PolicyFile::new))
                .extracting(PolicyFile::address)
                .containsExactly("sales/eu");
    }

    @Test
    void whatIsReadFromTheirOwnPathsIsTheSame() {
        // given
        MeshModel mesh = read(
                        "policies/a.yaml", policy("pipeline"),
                        "policies/b.yaml", EXCEPTION,
                        "domains/sales/x/y.yaml", policy("domain"))
                .model()
                .orElseThrow();
        Map<String, String> stored = new TreeMap<>();
        mesh.policies().forEach(document -> stored.put(new PolicyFile(document).path(), document.source()));

        // when
        MeshModel again = MeshReader.read(stored).model().orElseThrow();

        // then
        assertThat(stored)
                .containsOnlyKeys(
                        "policies/pipeline.policy.yaml",
                        "policies/exceptions/mesh.no-nights.sales.orders.policy.yaml",
                        "domains/sales/policies/domain.policy.yaml");
        assertThat(again.policies().stream().map(PolicyFile::new))
                .extracting(PolicyFile::key)
                .containsExactlyInAnyOrderElementsOf(mesh.policies().stream()
                        .map(PolicyFile::new)
                        .map(PolicyFile::key)
                        .toList());
    }

    @Test
    void twoPoliciesOfOneNameAreRefused() {
        MeshReading reading = read("policies/one.yaml", policy("same"), "policies/two.yaml", policy("same"));

        assertThat(reading.model()).isEmpty();
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.NAME_COLLISION);
            assertThat(finding.position()).hasToString("policies/two.yaml:3:7");
            assertThat(finding.message()).contains("mesh/same").contains("policies/one.yaml");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policies/typo.yaml",
                "domains/sales/policies/typo.yml",
                "policies/tests/typo.yaml",
                "x/policies/t.json"
            })
    void aFileAmongThePoliciesThatIsNoneIsRefused(String path) {
        MeshReading reading = read("policies/ok.yaml", policy("ok"), path, "kind: AccesPolicy\nname: typo\n");

        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.DOCUMENT_KIND);
            assertThat(finding.position()).hasToString(path + ":1:1");
        });
    }

    @Test
    void aProductCalledPoliciesMayHaveFilesOfItsOwn() {
        MeshReading reading = read(
                "domains/sales/domain.yaml", SALES,
                "domains/sales/policies/product.odps.yaml", """
                        apiVersion: v1.0.0
                        kind: DataProduct
                        id: policies
                        name: policies
                        domain: sales
                        status: draft
                        """,
                "domains/sales/policies/values.yaml", "a: 1\n");

        assertThat(reading.findings()).filteredOn(Finding::isError).isEmpty();
        assertThat(reading.model().orElseThrow().policies()).isEmpty();
    }

    private static MeshReading read(String... pathsAndTexts) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
        }
        return MeshReader.read(files);
    }

    private static String policy(String name) {
        return """
                apiVersion: polder.dev/v1
                kind: AccessPolicy
                name: %s
                effect: deny
                """.formatted(name);
    }
}
