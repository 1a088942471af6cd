package dev.polder.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    @Test
    void everyValueKnowsItsLineAndColumn() {
        Node.Mapping root = read("""
                # a comment
                name: orders
                ports:
                  - id: one
                    tags: [a, "b"]
                """);

        assertThat(root.position()).isEqualTo(at(2, 1));
        assertThat(root.find("name").orElseThrow().position()).isEqualTo(at(2, 7));
        assertThat(root.keys().get("ports")).isEqualTo(at(3, 1));
        Node.Mapping port = (Node.Mapping)
                ((Node.Sequence) root.find("ports").orElseThrow()).items().get(0);
        assertThat(port.position()).isEqualTo(at(4, 5));
        Node.Sequence tags = (Node.Sequence) port.find("tags").orElseThrow();
        assertThat(tags.items().get(1)).isEqualTo(new Node.Text(at(5, 15), "b"));
    }

    @Test
    void columnsCountCodePointsAndAByteOrderMarkIsNoColumn() {
        Node.Mapping root = read("\uFEFF{\"😀é\": 1, \"b\": 2}");

        assertThat(root.position()).isEqualTo(at(1, 1));
        assertThat(root.keys().get("b")).isEqualTo(at(1, 11));
    }

    @Test
    void windowsLineEndsCountOnce() {
        assertThat(read("a: 1\r\nb: 2\r\n").keys().get("b")).isEqualTo(at(2, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-17, -17",
        "+5, 5",
        "0x1F, 31",
        "0o17, 15",
        "017, 17",
        "1.10, 1.10",
        ".5, 0.5",
        "1., 1",
        "6.02e23, 6.02e23",
        "123456789012345678901234567890.123456789, 123456789012345678901234567890.123456789"
    })
    void numbersStayExact(String written, BigDecimal value) {
        Node node = read("v: " + written).find("v").orElseThrow();

        assertThat(node).isInstanceOf(Node.Number.class);
        assertThat(((Node.Number) node).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22",
                "2026-11-22T10:00:00Z",
                "12:30:45",
                ".inf",
                "-.inf",
                ".nan",
                "yes",
                "no",
                "on",
                "off",
                "1_000",
                "0b11",
                "v3.1.0",
                "1.2.3",
                "+",
                "e5",
                "1e",
                "0x",
                "'1'",
                "\"true\"",
                "!!str 12"
            })
    void whatTheCoreSchemaDoesNotKnowStaysText(String written) {
        assertThat(read("v: " + written).find("v").orElseThrow()).isInstanceOf(Node.Text.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "~", "", "Null", "NULL"})
    void nullsAreNull(String written) {
        assertThat(read("v: " + written).find("v").orElseThrow()).isInstanceOf(Node.Null.class);
    }

    @Test
    void keysThatAreNumbersOrBooleansKeepTheirText() {
        assertThat(read("1: a\ntrue: b\nnull: c\n1.50: d").entries()).containsOnlyKeys("1", "true", "null", "1.50");
    }

    @Test
    void aFieldThatStandsTwiceIsReportedAndTheFirstCounts() {
        YamlReader.Reading reading = YamlReader.read("f.yaml", "a: 1\nb: 2\na: 3\n");

        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.FIELD_DUPLICATE);
            assertThat(finding.position()).isEqualTo(at(3, 1));
            assertThat(finding.message()).isEqualTo("The field \"a\" already stands in line 1.");
        });
        Node.Mapping root = (Node.Mapping) reading.root().orElseThrow();
        assertThat(root.find("a")).contains(new Node.Number(at(1, 4), BigDecimal.ONE));
    }

    @Test
    void aMappingAsKeyIsReported() {
        YamlReader.Reading reading = YamlReader.read("f.yaml", "? {a: 1}\n: 2\n{{ b }}: 3\n");

        assertThat(reading.findings()).extracting(Finding::code).containsOnly(Code.FIELD_TYPE, Code.FIELD_TYPE);
    }

    @Test
    void aliasesStandForTheirAnchor() {
        Node.Mapping root = read("a: &x {k: 1}\nb: *x\n");

        assertThat(root.find("b")).isEqualTo(root.find("a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: b: c|1|5|A ':' stands",
                "a:\\n\\tb: 1|2|1|A tab",
                "a: 1\\nb|2|1|There is no ':'",
                "a: 'x\\nb: 1|1|4|The quotes",
                "a: [1, 2\\nb: 1|2|2|A list in [ ]",
                "a: {b: 1\\nc: 1|2|2|A mapping in { }",
                "a:\\n  b: 1\\n c: 2|3|2|This line does not fit",
                "a: @x|1|4|A value cannot begin",
                "a: \"\\\\q\"|1|6|There is no such escape",
                "a: *nope|1|4|There is no anchor",
                "a: !java.lang.Runtime x|1|4|The tag",
                "a: 1\\n---\\nb: 1|2|1|A second document",
                "<<: {a: 1}|1|1|Merge keys",
                "''|1|1|The file is empty",
                "# nothing|1|1|The file is empty",
                "---|1|4|The file is empty"
            })
    void brokenYamlIsReportedWhereItBreaks(String escaped, int line, int column, String message) {
        String text = escaped.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");

        YamlReader.Reading reading = YamlReader.read("f.yaml", text);

        assertThat(reading.root()).isEmpty();
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.message()).startsWith(message);
            assertThat(finding.code()).isEqualTo(Code.YAML_SYNTAX);
            assertThat(finding.position()).isEqualTo(at(line, column));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\nb: \u0000", "a: 1\nb: \uD800", "a: 1\nb: \uDC00x", "a: 1\nb: \u0007"})
    void charactersThatNoFileMayHoldAreReportedAtTheirPlace(String text) {
        assertThat(YamlReader.read("f.yaml", text).findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.toString()).startsWith("f.yaml:2:4 YAML_SYNTAX The character U+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\0\"", "\"\\ud800\"", "\"x\\udc00\"", "\"\\x00\""})
    void escapesThatNoTextMayHoldAreRefused(String scalar) {
        assertThat(YamlReader.read("f.yaml", "a: " + scalar).findings())
                .extracting(Finding::code)
                .containsExactly(Code.YAML_SYNTAX);
    }

    @Test
    void aliasBombsEndAtTheLimit() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }

        assertThat(codes(bomb.toString())).containsExactly(Code.YAML_LIMIT);
    }

    @Test
    void anAliasCannotNestDeeperThanItsText() {
        StringBuilder deep = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++) {
            deep.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }

        assertThat(codes(deep.toString())).containsExactly(Code.YAML_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&a [*a]", "a: &x {b: *x}", "&a {b: [{c: *a}]}"})
    void aDocumentCannotContainItself(String text) {
        assertThat(codes(text)).containsExactly(Code.YAML_LIMIT);
    }

    @Test
    void nestingIsFineUpToTheLimitAndRefusedBeyond() {
        assertThat(codes("[".repeat(64) + "]".repeat(64))).isEmpty();
        assertThat(codes("[".repeat(65) + "]".repeat(65))).containsExactly(Code.YAML_LIMIT);
    }

    @Test
    void hostileTextsEndSoon() {
        int million = 1_000_000;
        List<String> texts = List.of(
                "x".repeat(10 * million),
                "[".repeat(4 * million),
                "{".repeat(4 * million),
                "- ".repeat(2 * million),
                "? ".repeat(2 * million),
                "a: ".repeat(million),
                "- a\n".repeat(million),
                "&a ".repeat(million),
                "!a ".repeat(million),
                "a: " + "9".repeat(4 * million),
                "a: 1e999999999999",
                "a: 1e2000000000",
                "\"" + "\\".repeat(4 * million),
                "a: |\n" + " \n".repeat(2 * million) + "\tx",
                "%".repeat(4 * million),
                "#".repeat(4 * million),
                " ".repeat(4 * million),
                "\n".repeat(4 * million),
                "- &a " + "x".repeat(million) + "\n- *a".repeat(1000),
                "a:\n\t" + " ".repeat(4 * million),
                "'" + "''".repeat(2 * million));

        for (String text : texts) {
            List<Code> codes = Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> codes(text), () -> "for " + text.substring(0, 10));
            assertThat(codes).as(text.substring(0, 10)).isNotEmpty();
        }
    }

    private static List<Code> codes(String text) {
        return YamlReader.read("f.yaml", text).findings().stream()
                .map(Finding::code)
                .toList();
    }

    private static Node.Mapping read(String text) {
        YamlReader.Reading reading = YamlReader.read("f.yaml", text);
        assertThat(reading.findings()).isEmpty();
        return (Node.Mapping) reading.root().orElseThrow();
    }

    private static Position at(int line, int column) {
        return new Position("f.yaml", line, column);
    }
}
