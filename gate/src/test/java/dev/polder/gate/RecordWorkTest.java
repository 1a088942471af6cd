package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No record costs more than in proportion to its length, whatever is in it; the largest is what a record may have. */
class RecordWorkTest {
    /** A sixteenth of what a record may have, less what stands around. */
    private static final int BYTES = 60_000;

    /** Of 100,000 fields and items. */
    private static final int VALUES = 6_000;

    private static final String PROPERTIES = """
            - {name: i, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 100, multipleOf: 7}}
            - {name: n, logicalType: number, logicalTypeOptions: {minimum: 0.5, multipleOf: 0.001}}
            - {name: d, logicalType: number, physicalType: "decimal(38,10)", logicalTypeOptions: {multipleOf: 0.25}}
            - {name: s, logicalType: string, logicalTypeOptions: {minLength: 2, pattern: '^(([a-z]+)+\\s?)*$'}}
            - {name: u, logicalType: string, logicalTypeOptions: {format: uri}}
            - {name: h, logicalType: string, logicalTypeOptions: {format: hostname}}
            - {name: v4, logicalType: string, logicalTypeOptions: {format: ipv4}}
            - {name: b, logicalType: string, logicalTypeOptions: {format: byte}}
            - {name: t, logicalType: timestamp}
            - {name: f, logicalType: date, logicalTypeOptions: {format: 'd/M/yyyy'}}
            - {name: l, logicalType: array, items: {logicalType: string}, logicalTypeOptions: {uniqueItems: true}}
            - {name: p, logicalType: array, logicalTypeOptions: {uniqueItems: true},
               items: {logicalType: array, items: {logicalType: integer}}}
            - {name: q, logicalType: array, logicalTypeOptions: {uniqueItems: true},
               items: {logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}}
            - {name: w, logicalType: array, logicalTypeOptions: {uniqueItems: true},
               items: {logicalType: number}}
            - {name: m, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}
            """;

    private static final ContractGate DROPS = Contracts.gate(PROPERTIES, "drop");
    private static final List<ContractGate> GATES = List.of(DROPS, Contracts.gate(PROPERTIES, "keep"));

    @TestFactory
    List<DynamicTest> depth() {
        return List.of(
                record("arrays", BYTES, n -> "{\"x\":" + "[".repeat(n)),
                record("objects", BYTES, n -> "{\"x\":" + "{\"x\":".repeat(n / 5)),
                record("closed arrays", BYTES, n -> "{\"l\":" + "[".repeat(n / 2) + "]".repeat(n / 2) + "}"),
                record("wide and deep", BYTES, n -> "{\"x\":[" + many(n / 130, "[".repeat(60) + "]".repeat(60)) + "]}"),
                record("known", BYTES, n -> "{\"p\":[" + many(n / 10, "[[]]") + "]}"));
    }

    @TestFactory
    List<DynamicTest> numbers() {
        return List.of("i", "n", "d", "x").stream()
                .flatMap(field -> List.of(
                        member("nines", field, n -> "9".repeat(n)),
                        member("fractions", field, n -> "0." + "9".repeat(n)),
                        member("zeros", field, n -> "0." + "0".repeat(n) + "1"),
                        member("trailing zeros", field, n -> "7." + "0".repeat(n)),
                        member("large and small", field, n -> "9".repeat(n) + "e-" + n),
                        member("exponents", field, n -> "1e" + "9".repeat(n)),
                        member("negative exponents", field, n -> "-1E-" + "9".repeat(n)),
                        member("leading zeros of exponents", field, n -> "14e" + "0".repeat(n)))
                        .stream())
                .toList();
    }

    @TestFactory
    List<DynamicTest> strings() {
        return List.of("s", "u", "h", "v4", "b", "t", "f", "x").stream()
                .flatMap(field -> List.of(
                        text("letters", field, n -> "a".repeat(n) + "!"),
                        text("accents", field, n -> "aé".repeat(n / 3)),
                        text("escapes", field, n -> "\\u0061\\n".repeat(n / 8)),
                        text("pairs", field, n -> "\\ud83d\\ude00".repeat(n / 12)),
                        text("halves", field, n -> "a".repeat(n) + "\\ud83d"),
                        text("slashes", field, n -> "a://" + "/%41".repeat(n / 4)),
                        text("points", field, n -> "1.".repeat(n / 2)),
                        text("ones", field, n -> "1".repeat(n)))
                        .stream())
                .toList();
    }

    @TestFactory
    List<DynamicTest> fields() {
        return List.of(
                record("known ones twice", VALUES, n -> "{" + many(n, "\"i\":7") + "}"),
                record("one unknown twice", VALUES, n -> "{" + many(n, "\"x\":7") + "}"),
                record("unknown", 5_000, n -> "{" + numbered(n, "\"x%d\":7") + "}"),
                record("unknown of empty name", VALUES, n -> "{" + many(n, "\"\":7") + "}"),
                record("unknown that hash alike", VALUES / 6, n -> "{" + alike(n, "\"%s\":7") + "}"),
                record(
                        "unknown with escapes that hash alike",
                        VALUES / 10,
                        n -> "{" + alike(n, "\"\\u0041%s\":7") + "}"),
                record("long and nearly alike", 100, n -> "{" + numbered(n, "\"" + "x".repeat(500) + "%d\":7") + "}"),
                record("one long name", BYTES, n -> "{\"" + "x".repeat(n) + "\":7}"),
                record("entries", VALUES, n -> "{\"m\":{" + numbered(n, "\"%d\":7") + "}}"),
                record("entries that are the same", VALUES, n -> "{\"m\":{" + many(n, "\"a\":7") + "}}"),
                record("entries that hash alike", VALUES / 6, n -> "{\"m\":{" + alike(n, "\"%s\":7") + "}}"));
    }

    @TestFactory
    List<DynamicTest> uniqueItems() {
        return List.of(
                record("strings", VALUES, n -> "{\"l\":[" + numbered(n, "\"%d\"") + "]}"),
                record("the same", VALUES, n -> "{\"l\":[" + many(n, "\"a\"") + "]}"),
                record("nothing", VALUES, n -> "{\"l\":[" + many(n, "null") + "]}"),
                record("strings that hash alike", VALUES / 6, n -> "{\"l\":[" + alike(n, "\"%s\"") + "]}"),
                record("numbers", VALUES, n -> "{\"w\":[" + numbered(n, "%d.5") + "]}"),
                record(
                        "arrays that hash alike",
                        VALUES / 3,
                        n -> "{\"p\":[" + each(n, i -> "[" + i + "," + (1_000_000L - 31L * i) + "]") + "]}"),
                record(
                        "maps that hash alike",
                        VALUES / 3,
                        n -> "{\"q\":[" + each(n, i -> "{\"\":" + i + ",\"\\u0001\":" + (1 ^ 1_000_000 - i) + "}")
                                + "]}"));
    }

    @Test
    void objectsOutOfOrderWithinOneAnotherAreNotReadAgainAndAgain() {
        Work.isLinear("disorder", 1, n -> {
            RecordChecker checker = deep(n + 2).checker();
            byte[] record = disorder(n + 2).getBytes(StandardCharsets.UTF_8);
            return () -> {
                for (int i = 0; i < 50; i++) {
                    assertThat(checker.json(record, 0, record.length)).isTrue();
                }
            };
        });
    }

    /** Objects within arrays, as deep as that. */
    private static ContractGate deep(int depth) {
        String properties = "[{name: a, logicalType: integer}, {name: b, logicalType: integer}]";
        for (int i = 0; i < depth; i++) {
            properties =
                    "[{name: a, logicalType: integer}, {name: b, logicalType: integer}, {name: c, logicalType: array,"
                            + " items: {logicalType: object, properties: " + properties + "}}]";
        }
        return Contracts.gate("- {name: o, logicalType: object, properties: " + properties + "}\n");
    }

    /** On every level one object that is out of order, and then so many in order that this is forgotten. */
    private static String disorder(int depth) {
        String inner = "{\"b\":1,\"a\":1}";
        for (int i = 0; i < depth; i++) {
            inner = "{\"c\":[" + inner + ",{\"a\":1}".repeat(40) + "],\"a\":1}";
        }
        return "{\"o\":" + inner + "}";
    }

    private static DynamicTest member(String what, String field, IntFunction<String> value) {
        return DynamicTest.dynamicTest(
                what + " in " + field,
                () -> Work.isLinear(what, BYTES, n -> judged(DROPS, "{\"" + field + "\":" + value.apply(n) + "}")));
    }

    private static DynamicTest text(String what, String field, IntFunction<String> value) {
        return member(what, field, n -> '"' + value.apply(n) + '"');
    }

    private static DynamicTest record(String what, int size, IntFunction<String> text) {
        return DynamicTest.dynamicTest(what, () -> {
            for (ContractGate gate : GATES) {
                Work.isLinear(what, size, n -> judged(gate, text.apply(n)));
            }
        });
    }

    private static Runnable judged(ContractGate gate, String text) {
        byte[] record = text.getBytes(StandardCharsets.UTF_8);
        assertThat(record.length).isLessThanOrEqualTo(gate.limits().maxBytes());
        RecordChecker checker = gate.checker();
        return () -> {
            gate.check(RawRecord.json(record));
            if (!checker.json(record, 0, record.length)) {
                assertThat(checker.refusals()).hasSizeBetween(1, 20).allSatisfy(refusal -> {
                    assertThat(refusal.path()).startsWith("$").hasSizeLessThan(5_000);
                    assertThat(refusal.rule()).isNotEmpty();
                    assertThat(refusal.message()).hasSizeBetween(1, 500);
                });
            }
        };
    }

    private static String many(int count, String text) {
        return each(count, i -> text);
    }

    private static String numbered(int count, String text) {
        return each(count, i -> text.replace("%d", Integer.toString(i)));
    }

    /** Texts with the same {@link String#hashCode}. */
    private static String alike(int count, String text) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        return each(count, i -> {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < bits; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            return text.replace("%s", name);
        });
    }

    private static String each(int count, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining(","));
    }
}
