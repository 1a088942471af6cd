package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import dev.polder.core.quality.ExecutableRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndecidedRulesTest {
    private static final String TEXT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: c
            version: 1.0.0
            schema:
              - name: things
                properties:
                  - {name: id, logicalType: integer, primaryKey: true, unique: true, quality: [{metric: nullValues, mustBe: 0}]}
                  - {name: secret, logicalType: string, logicalTypeOptions: {format: password}}
                  - {name: mail, logicalType: string, logicalTypeOptions: {format: email}}
                  - name: who
                    logicalType: object
                    properties:
                      - {name: age, logicalType: integer, unique: true, quality: [{metric: invalidValues, mustBeLessThan: 5,
                          unit: percent, arguments: {validValues: [1]}}]}
                    quality: [{type: custom, engine: cel, implementation: age > 0}]
                quality:
                  - {name: many, metric: rowCount, mustBeGreaterThan: 1}
                  - {name: sound, type: custom, engine: cel, implementation: id > 0 && mail.startsWith('a')}
                  - {name: nice, type: text, description: Be nice.}
                  - {name: soft, type: custom, engine: cel, severity: warning, implementation: 'id in [1, 2.5] || secret == null'}
                  - {name: other, type: custom, engine: soda, implementation: "checks"}
                  - {name: far, type: custom, engine: cel, severity: info, implementation: id / 2 == 1}
            """;

    @Test
    void everythingThatNoSingleRecordCanBreakIsListed() {
        assertThat(UndecidedRules.of(object()))
                .extracting(it -> it.path() + ": " + it.what() + ": " + it.judge())
                .containsExactly(
                        ": quality many: TABLE",
                        ": quality nice: PEOPLE",
                        ": quality soft: TABLE",
                        ": quality other: PEOPLE",
                        ": quality far: PEOPLE",
                        ": primary key (id) is unique: PEOPLE",
                        "id: unique: TABLE",
                        "secret: format password: PEOPLE",
                        "who.age: unique: PEOPLE",
                        "who.age: quality things.who.age.invalidValues: TABLE");
    }

    @Test
    void rulesInCelAreCountedOverTablesThatNoGateFilled() {
        List<ExecutableRule> rules = ContractRules.executable(object());
        assertThat(rules)
                .filteredOn(rule -> List.of("sound", "soft", "things.who.cel").contains(rule.name()))
                .extracting(rule -> rule.name() + " " + rule.aggregate().orElseThrow() + " " + rule.blocks())
                .containsExactly(
                        "sound count_if(NOT ((`id` > 0) AND startswith(`mail`, 'a'))) true",
                        "soft count_if(NOT ((`id` IN (1, 2.5)) OR (`secret` IS NULL))) false",
                        "things.who.cel count_if(`who` IS NOT NULL AND NOT (`who`.`age` > 0)) true");
        assertThat(ContractRules.overTheSet(object()))
                .extracting(ExecutableRule::name)
                .doesNotContain("sound", "things.who.cel");
        assertThat(ContractRules.problems(object()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.isError()).isFalse());
    }

    private static SchemaObject object() {
        return ContractParser.parse(YamlReader.read("c.odcs.yaml", TEXT).root().orElseThrow(), TEXT)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }
}
