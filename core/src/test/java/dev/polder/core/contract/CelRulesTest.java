package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Finding;
import dev.polder.core.quality.QualityRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about rules in CEL before they ever run, and where. */
class CelRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                // rule ~ column and message; the rule starts in column 26
                "ship_date >= order_date ~ ",
                "shipdate >= order_date ~ 26 The object has no property \"shipdate\".",
                "ship_date >= orderdate ~ 39 The object has no property \"orderdate\".",
                "ship_date >= price ~ 36 A rule cannot compare a date with a decimal like this.",
                "ship_date >= '2024-01-01' ~ 36 A rule cannot compare a date with a string like this.",
                "at < local ~ 29 A rule cannot compare a timestamp with a timestamp without time zone like this.",
                "price ~ 26 A rule must be true or false, but this is a decimal.",
                "price > 1 && note ~ 39 This must be true or false, but is a string.",
                "price / 2 > 1.0 ~ 32 A quotient of decimals may have no end, so / is for integers.",
                "price % 2 == 0 ~ 32 A quotient of decimals may have no end, so % is for integers.",
                "price > ~ 33 The rule ends where a value should be.",
                "price = 1 ~ 32 The rule has the character '=', which means nothing in CEL.",
                "price > 1 price ~ 36 The rule has price where the end should be.",
                "note == \"a ~ 34 The string has no end.",
                "note.trim() == 'a' ~ 31 Rules have no function \"trim\" for this.",
                "lines.map(l, l.qty) == 1 ~ 32 Rules have no function \"map\" for this.",
                "lines.all(l, l.tags.all(t, t == 'x')) ~ 46 A macro cannot stand in another one.",
                "lines.qty > 0 ~ 32 There is no field in a list.",
                "lines.all(l, l.qt > 0) ~ 41 The object has no property \"qt\".",
                "date('2024-02-30') < ship_date ~ 31 \"2024-02-30\" is no date.",
                "timestamp(note) < at ~ 26 timestamp takes a constant in quotes.",
                "has(price) ~ 26 has asks for a member of an object: has(a.b).",
                "price > null ~ 34 null can only be compared with == and !=.",
                "note in ['a', 2] ~ 40 A rule cannot compare a string with an integer like this.",
                "note.matches('(a') ~ 25 *",
                "1 == 1 ? true : 2 ~ 33 One choice is true or false, the other an integer.",
            })
    void findingsPointAtTheTerm(String rule, String finding) {
        List<String> findings = findings(contract("\"" + rule.replace("\"", "\\\"") + "\""));
        if (finding == null) {
            assertThat(findings).isEmpty();
        } else if (finding.endsWith("*")) {
            assertThat(findings).hasSize(1);
        } else if (!rule.contains("\"")) {
            assertThat(findings).containsExactly("c.odcs.yaml:24:" + finding);
        } else {
            assertThat(findings)
                    .singleElement()
                    .satisfies(it -> assertThat(it).endsWith(finding.substring(finding.indexOf(' '))));
        }
    }

    @Test
    void textsOverSeveralLinesHavePlacesToo() {
        assertThat(findings(contract("|\n          price > 1\n          && nothing == 1\n")))
                .containsExactly("c.odcs.yaml:26:14 The object has no property \"nothing\".");
        assertThat(findings(contract(">-\n          price > 1\n            && nothing == 1\n")))
                .containsExactly("c.odcs.yaml:26:16 The object has no property \"nothing\".");
        assertThat(findings(contract("price > 1\n          && nothing == 1")))
                .containsExactly("c.odcs.yaml:25:14 The object has no property \"nothing\".");
    }

    @Test
    void whatARuleCostsIsBounded() {
        assertThat(findings(contract("\"" + "price > 1 && ".repeat(60) + "true\"")))
                .singleElement()
                .satisfies(it -> assertThat(it).endsWith("The rule has more than 200 terms."));
        assertThat(findings(contract("\"" + "(".repeat(40) + "true" + ")".repeat(40) + "\"")))
                .singleElement()
                .satisfies(it -> assertThat(it).endsWith("The rule nests deeper than 30 levels."));
        assertThat(findings(contract("\"" + "!".repeat(1500) + "true\"")))
                .singleElement()
                .satisfies(it -> assertThat(it).endsWith("The rule nests deeper than 30 levels."));
        assertThat(findings(contract("\"note == '" + "x".repeat(2000) + "'\"")))
                .singleElement()
                .satisfies(it -> assertThat(it).endsWith("The rule is longer than 2000 characters."));
    }

    @Test
    void aRuleThatOnlyWarnsMakesAWarning() {
        ContractReading reading = contract("nothing == 1\n        severity: warning");
        assertThat(reading.findings()).extracting(Finding::severity).containsExactly(Finding.Severity.WARNING);
    }

    @Test
    void aRuleIsDecidedPerRecordUnlessItOnlyWarns() {
        assertThat(rule("price > 1").isDecidedPerRecord()).isTrue();
        assertThat(rule("price > 1\n        severity: info").isDecidedPerRecord())
                .isFalse();
        assertThat(rule("price > 1").name()).isEqualTo("things.cel");
    }

    private static QualityRule rule(String implementation) {
        ContractReading reading = contract(implementation);
        return reading.contract().orElseThrow().schema().get(0).quality().get(0);
    }

    private static List<String> findings(ContractReading reading) {
        return reading.findings().stream()
                .map(finding -> finding.position() + " " + finding.message())
                .toList();
    }

    private static ContractReading contract(String implementation) {
        String source = """
                apiVersion: v3.1.0
                kind: DataContract
                id: c
                version: 1.0.0
                schema:
                  - name: things
                    properties:
                      - {name: ship_date, logicalType: date}
                      - {name: order_date, logicalType: date}
                      - {name: price, logicalType: number, physicalType: "decimal(9,2)"}
                      - {name: note, logicalType: string}
                      - {name: at, logicalType: timestamp}
                      - {name: local, logicalType: timestamp, logicalTypeOptions: {timezone: false}}
                      - name: lines
                        logicalType: array
                        items:
                          logicalType: object
                          properties:
                            - {name: qty, logicalType: integer}
                            - {name: tags, logicalType: array, items: {logicalType: string}}
                    quality:
                      - type: custom
                        engine: cel
                        implementation: %s
                """.formatted(implementation);
        return ContractParser.parse(
                YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source);
    }
}
