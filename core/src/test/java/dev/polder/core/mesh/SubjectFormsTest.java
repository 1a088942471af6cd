package dev.polder.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SubjectFormsTest {
    private static Map<String, String> mesh(String type, String name) {
        Map<String, String> files = new TreeMap<>();
        files.put("domains/crm/domain.yaml", """
                apiVersion: polder.dev/v1
                kind: Domain
                name: crm
                """);
        product(files, "customers", "integer", "customer");
        product(files, "letters", type, name);
        return files;
    }

    private static void product(Map<String, String> files, String product, String type, String name) {
        String folder = "domains/crm/" + product + "/";
        files.put(folder + "product.odps.yaml", """
                apiVersion: v1.0.0
                kind: DataProduct
                id: %1$s
                name: %1$s
                domain: crm
                status: active
                outputPorts:
                  - { name: %1$s, version: 1.0.0, contractId: %1$s }
                """.formatted(product));
        files.put(folder + "pipeline.yaml", """
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: shop, into: %s, http: {} }
                """.formatted(product));
        files.put(folder + "contracts/" + product + ".odcs.yaml", """
                apiVersion: v3.1.0
                kind: DataContract
                id: %s
                version: 1.0.0
                status: active
                schema:
                  - name: rows
                    customProperties: [{ property: subject, value: who }, { property: subjectName, value: %s }]
                    properties:
                      - { name: id, logicalType: string, required: true, primaryKey: true }
                      - { name: who, logicalType: %s, required: true }
                      - { name: mail, logicalType: string, customProperties: [{ property: encrypt, value: random }] }
                """.formatted(product, name, type));
    }

    @Test
    void identifiersOfTheSameSubjectsHaveOneForm() {
        assertThat(MeshReader.read(mesh("string", "customer")).findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "domains/crm/letters/contracts/letters.odcs.yaml:11:9 CONTRACT_OPTION_INVALID The subject"
                                + " 'customer' is text in crm.letters.letters.v1 and a whole number in"
                                + " crm.customers.customers.v1: nobody could be forgotten in both. → Give both columns the"
                                + " same type, or one of them another subjectName.");
        assertThat(MeshReader.read(mesh("integer", "customer")).findings()).isEmpty();
        assertThat(MeshReader.read(mesh("string", "supplier")).findings()).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsNotTheMistakeOfWhoBringsIt() {
        List<MeshModel.Product> both = List.of(
                MeshReader.read(mesh("integer", "customer"))
                        .model()
                        .orElseThrow()
                        .products()
                        .get(0),
                MeshReader.read(mesh("string", "supplier"))
                        .model()
                        .orElseThrow()
                        .products()
                        .get(1));
        List<MeshModel.Product> differing = List.of(
                both.get(0),
                MeshReader.read(onlyLetters()).model().orElseThrow().products().get(0));

        assertThat(SubjectForms.findings(both, product -> true)).isEmpty();
        assertThat(SubjectForms.findings(differing, differing.get(0).address()::equals))
                .singleElement()
                .satisfies(finding -> assertThat(finding.position().file()).contains("customers.odcs.yaml"));
        assertThat(SubjectForms.findings(differing, differing.get(1).address()::equals))
                .singleElement()
                .satisfies(finding -> assertThat(finding.position().file()).contains("letters.odcs.yaml"));
        assertThat(SubjectForms.findings(differing, product -> false)).isEmpty();
    }

    private static Map<String, String> onlyLetters() {
        Map<String, String> files = mesh("string", "customer");
        files.keySet().removeIf(path -> path.contains("/customers/"));
        return files;
    }
}
