package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Finding;
import dev.polder.core.quality.ExecutableRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractRulesTest {
    private static final String TEXT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 1.0.0
            status: active
            schema:
              - name: Orders
                properties:
                  - name: id
                    logicalType: integer
                    unique: true
                    quality:
                      - { metric: nullValues, mustBe: 0 }
                      - { type: text, description: Be nice. }
                  - name: address
                    logicalType: object
                    properties:
                      - name: city
                        logicalType: string
                        quality: [{ metric: missingValues, mustBeLessThan: 1, unit: percent, severity: warning }]
                  - name: lines
                    logicalType: array
                    items:
                      logicalType: string
                      quality: [{ metric: nullValues, mustBe: 0 }]
                quality:
                  - { metric: rowCount, mustBeGreaterThan: 0 }
                  - { type: sql, query: SELECT count(*) FROM orders, mustBe: 0 }
                  - { metric: nullValues, mustBe: 0 }
                  - { type: sql, query: SELECT count(*) FROM payments, mustBe: 0 }
            """;

    @Test
    void collectsTheRulesOfTheObjectItsPropertiesAndTheirMembers() {
        // when
        List<ExecutableRule> rules = ContractRules.executable(object());

        // then
        assertThat(rules)
                .extracting(rule -> rule.name() + " " + rule.aggregate().orElse("query") + " " + rule.blocks())
                .containsExactly(
                        "Orders.rowCount count(*) true",
                        "Orders.sql query true",
                        "Orders.id.nullValues count_if(`id` IS NULL) true",
                        "Orders.id.unique count_if(`id` IS NOT NULL) - count(DISTINCT `id`) false",
                        "Orders.address.city.missingValues coalesce(100.0D * (count_if(`address`.`city` IS NULL OR"
                                + " CAST(`address`.`city` AS STRING) IN (''))) / nullif(count(*), 0), 0.0D) false");
    }

    @Test
    void saysWhichRulesCannotBeRun() {
        // when
        List<Finding> problems = ContractRules.problems(object());

        // then
        assertThat(problems)
                .extracting(problem -> problem.position() + " " + problem.message())
                .containsExactly(
                        "c.odcs.yaml:29:9 The metric nullValues on the whole object does not say which properties it looks at.",
                        "c.odcs.yaml:30:9 The rule reads \"payments\", but a rule can only read the object it stands on.");
        assertThat(problems).allMatch(Finding::isError);
    }

    @Test
    void onlyWarnsOfThemInAContractThatIsReadAlone() {
        assertThat(ContractParser.parse(
                                YamlReader.read("c.odcs.yaml", TEXT).root().orElseThrow(), TEXT)
                        .findings())
                .hasSize(2)
                .noneMatch(Finding::isError);
    }

    private static SchemaObject object() {
        return ContractParser.parse(YamlReader.read("c.odcs.yaml", TEXT).root().orElseThrow(), TEXT)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }
}
