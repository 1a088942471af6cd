package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a contract asks of a record is bounded, too: rules between fields, patterns, long lists of values, strange numbers. */
class RuleWorkTest {
    private static final String FIELDS = """
            - {name: s, logicalType: string}
            - {name: t, logicalType: string}
            - {name: l, logicalType: array, items: {logicalType: string}}
            - {name: k, logicalType: array, items: {logicalType: string}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "s.contains(t)|ok",
                "t.contains(s)|RECORD_QUALITY $",
                "s.matches('^(a+)+$')|ok",
                "s + t != t + s|RECORD_QUALITY $",
                "'x' in l|RECORD_QUALITY $",
                "s in l|RECORD_QUALITY $",
                "l.all(x, x in k)|RECORD_LIMIT $",
                "l.exists(x, s.contains(x))|RECORD_LIMIT $",
                "l.all(x, size(s) > 1)|RECORD_LIMIT $",
                "l.all(x, s.matches('a$'))|RECORD_LIMIT $",
                "l.all(x, size(s + x) > 1)|RECORD_LIMIT $"
            })
    void rulesTakeNoLongerThanARecordIsWorth(String rule, String verdict) {
        ContractGate gate = ContractGate.compile(Contracts.object(
                FIELDS, "quality: [{name: r, type: custom, engine: cel, implementation: \"" + rule + "\"}]"));
        byte[] record = strings(200_000, 12_000).getBytes(StandardCharsets.UTF_8);
        assertThat(Contracts.verdict(gate, new String(record, StandardCharsets.UTF_8)))
                .isEqualTo(verdict);
        if (!verdict.startsWith("RECORD_LIMIT")) {
            Work.isLinear(rule, 1, n -> judged(gate, strings(12_000 * n, 700 * n)));
        }
    }

    /** Two strings that are alike in nearly every place, and two lists of strings. */
    private static String strings(int length, int items) {
        String half = "a".repeat(length / 2);
        String list = each(items, i -> "\"" + (i + 1) + "!\"");
        String other = each(items, i -> "\"" + (items - i) + "!\"");
        return "{\"s\":\"" + half + half + "\",\"t\":\"" + half + "\",\"l\":[" + list + "],\"k\":[" + other + "]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "(a*)*b",
                "^(a|aa)*$",
                "(a|a?)+$",
                "a.{0,100}b",
                "(.*)(.*)(.*)(.*)x",
                "([a-z]{1,20}){1,20}!",
                "^([^é]|é){1,200}$",
                "\\\\bword\\\\b"
            })
    void patternsAreLinear(String pattern) {
        ContractGate gate = Contracts.value("logicalType: string\nlogicalTypeOptions: {pattern: \"" + pattern + "\"}");
        Work.isLinear(pattern, 1_000, n -> judged(gate, "{\"v\":\"" + "a".repeat(n) + "!\"}"));
        Work.isLinear(pattern, 1_000, n -> judged(gate, "{\"v\":\"" + "aé".repeat(n / 3) + "!\"}"));
    }

    @Test
    void stringsThatAreTooLongForTheirPatternAreNotSearched() {
        ContractGate gate =
                Contracts.value("logicalType: string\nlogicalTypeOptions: {pattern: '([a-z]{1,20}){1,20}!'}");
        assertThat(Contracts.verdict(gate, "{\"v\":\"" + "a".repeat(10_000) + "!\"}"))
                .isEqualTo("ok");
        assertThat(Contracts.refusals(gate, Contracts.json("{\"v\":\"" + "a".repeat(900_000) + "!\"}")))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.RECORD_LIMIT);
                    assertThat(refusal.path()).isEqualTo("$.v");
                    assertThat(refusal.rule()).startsWith("pattern ");
                    assertThat(refusal.message()).contains("too long for its pattern");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "((((){1000}){1000}){1000}){1000}",
                "(((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}",
                "[a-z]{1000}[0-9]{1000}[a-z]{1000}[0-9]{1000}[a-z]{1000}[0-9]{1000}[a-z]{1000}[0-9]{1000}[a-z]{1000}[0-9]{1000}x"
            })
    void patternsThatUnfoldIntoHugeOnesAreRefused(String pattern) {
        assertThatThrownBy(
                        () -> Contracts.value("logicalType: string\nlogicalTypeOptions: {pattern: '" + pattern + "'}"))
                .isInstanceOfSatisfying(PolderException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Code.CONTRACT_OPTION_INVALID);
                    assertThat(problem.findings())
                            .singleElement()
                            .satisfies(finding -> assertThat(finding.message()).contains("cannot be checked"));
                });
    }

    @Test
    void patternsAreCompiledInBoundedTime() {
        Work.isLinear("groups", 12, n -> () -> compiled("(a?".repeat(n) + ")".repeat(n)));
        Work.isLinear("choices", 50, n -> () -> compiled(each(n, i -> "x" + i).replace(',', '|')));
        Work.isLinear("repeats", 60, n -> () -> compiled("(?:[ab]{0," + n + "}c)?x"));
        Work.isLinear("windows", 1, n -> () -> compiled("a[ab]{" + n + "}$"));
        Work.isLinear("classes", 20, n -> () -> compiled(each(n, i -> "[" + (char) ('a' + i % 26) + "-z]")));
        Work.isLinear("brackets", 12, n -> () -> compiled("(".repeat(n) + "a" + ")*".repeat(n)));
    }

    private static void compiled(String pattern) {
        try {
            new GateCompiler()
                    .compile(Contracts.object(
                            "- {name: v, logicalType: string, logicalTypeOptions: {pattern: '" + pattern + "'}}"));
        } catch (PolderException e) {
            assertThat(e.code()).isEqualTo(Code.CONTRACT_OPTION_INVALID);
        }
    }

    @Test
    void longListsOfValuesAreSearchedQuickly() {
        List<IntFunction<String>> kinds = List.of(
                i -> "v" + i,
                i -> "https://example.com/things/" + (10_000_000 + i) + "/index.html",
                RuleWorkTest::alike,
                Integer::toString);
        for (IntFunction<String> value : kinds) {
            ContractGate[] gates = {oneOf(500, value), oneOf(8_000, value)};
            Work.isLinear("enum of " + value.apply(1), 1, n -> {
                int of = n == 1 ? 500 : 8_000;
                RecordChecker checker = gates[n == 1 ? 0 : 1].checker();
                return () -> {
                    for (int i = 0; i < of; i++) {
                        byte[] record = ("{\"v\":\"" + value.apply(i) + "\"}").getBytes(StandardCharsets.UTF_8);
                        assertThat(checker.json(record, 0, record.length)).isTrue();
                    }
                };
            });
        }
    }

    private static ContractGate oneOf(int count, IntFunction<String> value) {
        return Contracts.value(
                "logicalType: string\nenum: [" + each(count, i -> "{value: '" + value.apply(i) + "'}") + "]");
    }

    private static String alike(int number) {
        return IntStream.range(0, 17)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipleOf: 1e-400",
                "multipleOf: 1e400",
                "minimum: -1e400",
                "maximum: 1e-400",
                "exclusiveMinimum: 1e-400",
                "exclusiveMaximum: 1e400"
            })
    void numbersOfAContractMayBeStrange(String option) {
        for (String type : List.of("integer", "number", "number\nphysicalType: decimal(38,10)")) {
            ContractGate gate = Contracts.value("logicalType: " + type + "\nlogicalTypeOptions: {" + option + "}");
            for (String number : List.of("0", "5", "0.5", "1e300", "1e-300", "-7")) {
                Contracts.refusals(gate, Contracts.json("{\"v\":" + number + "}"))
                        .forEach(refusal -> assertThat(refusal.message().length()
                                        + refusal.rule().length())
                                .isLessThan(2_000));
            }
        }
    }

    @Test
    void numbersThatWouldFillTheMemoryAreNoneThatAContractCanHave() {
        for (String number : List.of("1e999999999", "1e-999999999", "1e2147483647", "-1e-999999")) {
            String source = "a: " + number;
            assertThat(YamlReader.read("test.yaml", source).findings()).isNotEmpty();
        }
    }

    private static Runnable judged(ContractGate gate, String text) {
        byte[] record = text.getBytes(StandardCharsets.UTF_8);
        RecordChecker checker = gate.checker();
        return () -> {
            gate.check(RawRecord.json(record));
            checker.json(record, 0, record.length);
        };
    }

    private static String each(int count, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining(","));
    }
}
