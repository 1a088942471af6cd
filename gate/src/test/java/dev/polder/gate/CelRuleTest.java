package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules between fields mean. */
class CelRuleTest {
    private static final String PROPERTIES = """
            - {name: i, logicalType: integer}
            - {name: j, logicalType: integer, logicalTypeOptions: {format: u64}}
            - {name: d, logicalType: number, physicalType: "decimal(20,2)"}
            - {name: e, logicalType: number, physicalType: "decimal(20,5)"}
            - {name: f, logicalType: number}
            - {name: s, logicalType: string}
            - {name: t, logicalType: string}
            - {name: b, logicalType: boolean}
            - {name: day, logicalType: date}
            - {name: at, logicalType: timestamp}
            - {name: local, logicalType: timestamp, logicalTypeOptions: {timezone: false}}
            - {name: time, logicalType: time}
            - {name: numbers, logicalType: array, items: {logicalType: number, physicalType: "decimal(5,1)"}}
            - name: lines
              logicalType: array
              items:
                logicalType: object
                properties: [{name: qty, logicalType: integer}, {name: sku, logicalType: string}]
            - {name: tags, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}
            - name: who
              logicalType: object
              properties: [{name: age, logicalType: integer}, {name: name, logicalType: string}]
            """;

    private static ContractGate gate(String rule) {
        return ContractGate.compile(Contracts.object(PROPERTIES, """
                quality:
                  - name: r
                    type: custom
                    engine: cel
                    implementation: |
                      %s
                """.formatted(rule)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                // rule ~ records that keep it ~ records that break it
                "i < j ~ {'i':1,'j':18446744073709551615} ~ {'i':2,'j':2}",
                "i <= 9223372036854775807 + 1 ~ {'i':9223372036854775807} ~ ",
                "d == e ~ {'d':1.10,'e':1.1} ~ {'d':1.10,'e':1.10001}",
                "d * 3 == 0.3 ~ {'d':0.1} ~ {'d':0.11}",
                "d + 0.10 >= e ~ {'d':0.20,'e':0.3} ~ {'d':0.20,'e':0.30001}",
                "f == 0.1 ~ {'f':0.1};{'f':1e-1} ~ {'f':0.10000000000000002}",
                "f < d ~ {'f':0.09,'d':0.1} ~ {'f':0.1,'d':0.1}",
                "f * 2.0 > 1 ~ {'f':0.6} ~ {'f':0.5}",
                "f > i ~ {'f':9007199254740993,'i':9007199254740991} ~ {'f':9007199254740993,'i':9007199254740993}",
                "i / 2 == 3 ~ {'i':7} ~ {'i':8}",
                "-i / 2 == -3 ~ {'i':7} ~ {'i':8}",
                "i % 3 == 1 ~ {'i':7} ~ {'i':-7}",
                "10 / i > 1 ~ {'i':4} ~ {'i':0};{'i':10}",
                "i == 0 || 10 / i > 1 ~ {'i':0};{'i':4} ~ {'i':10}",
                "s < t ~ {'s':'a','t':'b'};{'s':'\uffee','t':'\ud83d\ude00'} ~ {'s':'b','t':'a'};{'s':'a','t':'a'}",
                "s + t == 'ab' ~ {'s':'a','t':'b'} ~ {'s':'b','t':'a'}",
                "s.startsWith('x') && s.endsWith('y') && s.contains('-') ~ {'s':'x-y'} ~ {'s':'xy'};{'s':'-y'}",
                "s.matches('^[a-z]+$') ~ {'s':'abc'} ~ {'s':'abc1'}",
                "size(s) == 1 && s.size() < 2 ~ {'s':'\ud83d\ude00'} ~ {'s':'ab'}",
                "s in ['a', 'b'] ~ {'s':'a'};{} ~ {'s':'c'}",
                "i in [1, 2.0, d] ~ {'i':2};{'i':5,'d':5};{'i':5} ~ {'i':5,'d':6}",
                "i in numbers ~ {'i':2,'numbers':[1,2.0]};{'i':2,'numbers':[1,null]} ~ {'i':2,'numbers':[1,2.5]}",
                "s in tags ~ {'s':'a','tags':{'a':null}} ~ {'s':'b','tags':{'a':1}}",
                "tags['a'] > 1 ~ {'tags':{'a':2}};{'tags':{}};{'tags':{'a':null}} ~ {'tags':{'a':1}}",
                "tags.a > 1 ~ {'tags':{'a':2}} ~ {'tags':{'a':1}}",
                "b ~ {'b':true};{} ~ {'b':false}",
                "!b || i > 0 ~ {'b':false,'i':0};{'b':true,'i':1};{'i':1};{'i':0} ~ {'b':true,'i':0}",
                "b ? i > 0 : i < 0 ~ {'b':true,'i':1};{'b':false,'i':-1};{'i':0} ~ {'b':true,'i':-1}",
                "i > j ~ {'i':1};{'j':1};{} ~ {'i':1,'j':1}",
                "i > j || s == 'x' ~ {'i':1,'j':2,'s':'x'};{'s':'x'};{'i':1,'j':2} ~ {'i':1,'j':2,'s':'y'}",
                "i != null ~ {'i':0} ~ {};{'i':null}",
                "i != null && i > 0 || s == null ~ {};{'i':1,'s':'x'} ~ {'s':'x'};{'i':0,'s':'x'}",
                "i == null || j != null ~ {};{'i':1,'j':1} ~ {'i':1}",
                "has(who.age) ~ {'who':{'age':0}} ~ {'who':{}};{}",
                "who.age >= 18 ~ {'who':{'age':18}};{'who':{}};{} ~ {'who':{'age':17}}",
                "day <= at ~ {'day':'2024-02-29','at':'2024-02-29T00:00:00Z'} ~ {'day':'2024-02-29','at':'2024-02-29T00:30:00+01:00'}",
                "day < date('2024-03-01') ~ {'day':'2024-02-29'} ~ {'day':'2024-03-01'}",
                "at >= timestamp('2024-02-29T12:00:00Z') ~ {'at':'2024-02-29T13:00:00+01:00'} ~ {'at':'2024-02-29T12:59:59+01:00'}",
                "at - day < duration('24h') ~ {'day':'2024-02-29','at':'2024-02-29T23:59:59Z'} ~ {'day':'2024-02-28','at':'2024-02-29T00:00:00Z'}",
                "day + duration('24h') == local ~ {'day':'2024-02-28','local':'2024-02-29T00:00'} ~ {'day':'2024-02-27','local':'2024-02-29T00:00'}",
                "time >= time('08:00') ~ {'time':'08:00:00'} ~ {'time':'07:59:59.999999'}",
                "lines.all(l, l.qty > 0) ~ {'lines':[]};{'lines':[{'qty':1},{}]};{} ~ {'lines':[{'qty':1},{'qty':0}]}",
                "lines.exists(l, l.sku == s) ~ {'s':'a','lines':[{'sku':'b'},{'sku':'a'}]};{'s':'a','lines':[{}]} ~ {'s':'a','lines':[]};{'s':'a','lines':[{'sku':'b'}]}",
                "size(lines) <= i && size(tags) == 1 ~ {'lines':[{}],'i':1,'tags':{'a':1}} ~ {'lines':[{},{}],'i':1,'tags':{'a':1}}",
            })
    void aRuleRefusesWhenItIsFalse(String rule, String keep, String breaks) {
        ContractGate gate = gate(rule);
        for (String record : keep.split(";")) {
            assertThat(Contracts.verdict(gate, record.strip().replace('\'', '"')))
                    .as(rule + " " + record)
                    .isEqualTo("ok");
        }
        if (breaks != null) {
            for (String record : breaks.split(";")) {
                assertThat(Contracts.verdict(gate, record.strip().replace('\'', '"')))
                        .as(rule + " " + record)
                        .isEqualTo("RECORD_QUALITY $");
            }
        }
    }

    @Test
    void theRefusalNamesTheRuleAndNoValue() {
        Refusal refusal =
                Contracts.refusals(gate("i > 0"), Contracts.json("{\"i\":-17}")).get(0);
        assertThat(refusal.code()).isEqualTo(Code.RECORD_QUALITY);
        assertThat(refusal.rule()).isEqualTo("quality r");
        assertThat(refusal.message()).isEqualTo("The quality rule 'r' does not hold: i > 0");
        assertThat(refusal.value()).isEmpty();
    }

    @Test
    void rulesAreAskedWhenEveryFieldIsValid() {
        assertThat(Contracts.verdict(gate("i > 0"), "{\"i\":0,\"b\":1}")).isEqualTo("RECORD_TYPE $.b");
    }

    @Test
    void aRuleOfAnObjectInsideIsAskedOfEachSuchObject() {
        ContractGate gate = Contracts.gate("""
                - name: lines
                  logicalType: array
                  items:
                    logicalType: object
                    properties: [{name: low, logicalType: integer}, {name: high, logicalType: integer}]
                    quality: [{type: custom, engine: cel, implementation: "low <= high"}]
                - name: range
                  logicalType: object
                  properties: [{name: low, logicalType: integer}, {name: high, logicalType: integer}]
                  quality: [{type: custom, engine: cel, implementation: "low <= high"}]
                """);
        assertThat(
                        Contracts.verdict(
                                gate,
                                "{\"lines\":[{\"low\":1,\"high\":1},{\"low\":2,\"high\":1},null],\"range\":{\"low\":1,\"high\":0}}"))
                .isEqualTo("RECORD_QUALITY $.lines[1]; RECORD_QUALITY $.range");
        assertThat(Contracts.verdict(gate, "{\"lines\":[]}")).isEqualTo("ok");
    }

    @Test
    void rulesThatOnlyWarnRefuseNothing() {
        for (String severity : List.of("warning", "info")) {
            ContractGate gate = ContractGate.compile(Contracts.object(
                    "- {name: i, logicalType: integer}",
                    "quality: [{type: custom, engine: cel, severity: " + severity + ", implementation: i > 0}]"));
            assertThat(Contracts.verdict(gate, "{\"i\":0}")).isEqualTo("ok");
        }
    }
}
