package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.Node;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.quality.QualityRule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractParserTest {
    private static final String HEAD = """
            apiVersion: v3.2.0
            kind: DataContract
            id: orders
            version: 1.0.0
            schema:
              - name: orders
                properties:
            """;

    /** Lines of {@link #HEAD}: the first line of a property is the next one. */
    private static final int FIRST = 8;

    @Test
    void readsWhatAContractSays() {
        // given
        String text = """
                apiVersion: v3.1.0
                kind: DataContract
                id: 0b1f
                name: Order lines
                version: 1.2.0
                status: active
                description: { purpose: What was ordered }
                slaProperties:
                  - { property: latency, value: 4, unit: h, element: orders.id }
                schema:
                  - name: orders
                    description: One line each
                    properties:
                      - name: id
                        logicalType: integer
                        required: true
                        primaryKey: true
                        classification: public
                        tags: [key]
                """;

        // when
        Contract contract = parse(text).contract().orElseThrow();

        // then
        assertThat(contract.id()).isEqualTo("0b1f");
        assertThat(contract.version()).isEqualTo("1.2.0");
        assertThat(contract.apiVersion()).isEqualTo("v3.1.0");
        assertThat(contract.name()).contains("Order lines");
        assertThat(contract.status()).contains("active");
        assertThat(contract.description()).contains("What was ordered");
        assertThat(contract.slaProperties())
                .containsExactly(new Contract.SlaProperty("latency", "4", Optional.of("h"), Optional.of("orders.id")));
        assertThat(contract.source()).isEqualTo(text);
        SchemaObject object = contract.schema().get(0);
        assertThat(object.description()).contains("One line each");
        assertThat(object.primaryKey()).containsExactly("id");
        Property id = object.properties().get(0);
        assertThat(id.required()).isTrue();
        assertThat(id.classification()).contains("public");
        assertThat(id.tags()).containsExactly("key");
        assertThat(id.position().toString()).isEqualTo("c.odcs.yaml:14:9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "logicalType: string | Text[]",
                "{logicalType: string, physicalType: uuid} | Text[]",
                "logicalType: boolean | Bool[]",
                "logicalType: integer | Int64[]",
                "{logicalType: integer, physicalType: INT} | Int32[]",
                "{logicalType: integer, physicalType: bigint} | Int64[]",
                "{logicalType: integer, physicalType: smallint} | Int32[]",
                "{logicalType: integer, physicalType: 'NUMERIC(9,0)'} | Int32[]",
                "{logicalType: integer, physicalType: 'NUMERIC(18, 0)'} | Int64[]",
                "{logicalType: integer, physicalType: 'decimal(19)'} | Decimal[precision=19, scale=0]",
                "{logicalType: integer, physicalType: INT, logicalTypeOptions: {format: i64}} | Int64[]",
                "{logicalType: integer, logicalTypeOptions: {format: u16}} | Int32[]",
                "{logicalType: integer, logicalTypeOptions: {format: u32}} | Int64[]",
                "{logicalType: integer, logicalTypeOptions: {format: u64}} | Decimal[precision=20, scale=0]",
                "{logicalType: integer, logicalTypeOptions: {format: i128}} | Decimal[precision=38, scale=0]",
                "logicalType: number | Float64[]",
                "{logicalType: number, physicalType: 'DECIMAL(10,2)'} | Decimal[precision=10, scale=2]",
                "{logicalType: number, physicalType: 'number(5)'} | Decimal[precision=5, scale=0]",
                "{logicalType: number, physicalType: DECIMAL} | Float64[]",
                "{logicalType: number, physicalType: double precision} | Float64[]",
                "logicalType: date | Date[]",
                "{logicalType: date, physicalType: TIMESTAMP} | Date[]",
                "logicalType: timestamp | Timestamp[zoned=true]",
                "{logicalType: timestamp, physicalType: DATETIME} | Timestamp[zoned=true]",
                "{logicalType: timestamp, physicalType: timestamp without time zone} | Timestamp[zoned=false]",
                "{logicalType: timestamp, physicalType: TIMESTAMP_NTZ} | Timestamp[zoned=false]",
                "{logicalType: timestamp, logicalTypeOptions: {timezone: false}} | Timestamp[zoned=false]",
                "{logicalType: timestamp, physicalType: TIMESTAMP_NTZ, logicalTypeOptions: {timezone: true}} | Timestamp[zoned=true]",
                "logicalType: time | TimeOfDay[]",
                "{logicalType: array, items: {logicalType: integer}} | ListOf[element=Int64[], elementRequired=false]",
                "{logicalType: array, items: {logicalType: string, required: true}} | ListOf[element=Text[], elementRequired=true]",
                "{logicalType: object, properties: [{name: a, logicalType: string, required: true}]} | Struct[fields=[Field[name=a, type=Text[], required=true]]]",
                "{logicalType: map, map: {key: {logicalType: string}, value: {logicalType: number}}} | MapOf[value=Float64[], valueRequired=false]",
                "{logicalType: vector, logicalTypeOptions: {dimensions: 3}} | ListOf[element=Float64[], elementRequired=true]",
                "{logicalType: vector, logicalTypeOptions: {dimensions: 3, elementType: int8}} | ListOf[element=Int32[], elementRequired=true]",
                "physicalType: VARCHAR(20) | Text[]",
                "physicalType: 'varchar[50]' | Text[]",
                "physicalType: int4 | Int32[]",
                "physicalType: INT | Int32[]",
                "physicalType: DECIMAL(8,3) | Decimal[precision=8, scale=3]",
                "physicalType: date | Date[]",
                "physicalType: timestamptz | Timestamp[zoned=true]",
                "physicalType: timestamp(3) without time zone | Timestamp[zoned=false]",
                "physicalType: time | TimeOfDay[]",
                "physicalType: Boolean | Bool[]",
                "physicalType: double | Float64[]",
                "{items: {physicalType: text}} | ListOf[element=Text[], elementRequired=false]",
            })
    void derivesTheTypeOfAProperty(String property, String expected) {
        // when
        Property read = property(property);

        // then
        assertThat(read.type().orElseThrow().toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "physicalType: struct<a:int>",
                "physicalType: xml",
                "physicalType: DECIMAL",
                "logicalType: array",
                "logicalType: object",
                "{logicalType: map, map: {key: {logicalType: integer}, value: {logicalType: string}}}",
                "{logicalType: number, physicalType: 'DECIMAL(39,2)'}",
                "{logicalType: number, physicalType: 'DECIMAL(2,3)'}",
                "{logicalType: array, items: {}}",
                "{logicalType: object, properties: [{name: a}]}"
            })
    void leavesATypeOpenWhenTheContractDoesNotSayEnough(String property) {
        assertThat(property(property).type()).isEmpty();
    }

    @Test
    void takesADateOfOdcs30ForATimestampWhenItsPhysicalTypeSaysSo() {
        // given
        String text = HEAD.replace("v3.2.0", "v3.0.2") + """
                  - { name: at, logicalType: date, physicalType: TIMESTAMP }
                  - { name: from, logicalType: date, physicalType: time }
                  - { name: on, logicalType: date, physicalType: varchar }
                """.indent(6);

        // when
        List<Property> properties = object(text).properties();

        // then
        assertThat(properties)
                .extracting(property -> property.type().orElseThrow())
                .containsExactly(new DataType.Timestamp(true), new DataType.TimeOfDay(), new DataType.Date());
    }

    @Test
    void readsOptionsOfAllKinds() {
        // when
        LogicalTypeOptions text = property("{logicalType: string, logicalTypeOptions: {minLength: 1, maxLength: 9,"
                        + " pattern: '^a+$', format: email}}")
                .options();
        LogicalTypeOptions number = property(
                        "{logicalType: number, logicalTypeOptions: {minimum: 0.10, exclusiveMaximum: 9, multipleOf: 0.01}}")
                .options();
        LogicalTypeOptions list = property("{logicalType: array, items: {logicalType: string},"
                        + " logicalTypeOptions: {minItems: 1, maxItems: 99999999999, uniqueItems: true}}")
                .options();

        // then
        assertThat(text.minLength()).isEqualTo(OptionalInt.of(1));
        assertThat(text.maxLength()).isEqualTo(OptionalInt.of(9));
        assertThat(text.pattern()).contains("^a+$");
        assertThat(text.format()).contains("email");
        assertThat(number.minimum()).contains("0.10");
        assertThat(number.exclusiveMaximum()).contains("9");
        assertThat(number.multipleOf()).contains(new BigDecimal("0.01"));
        assertThat(list.maxItems()).isEqualTo(OptionalInt.of(Integer.MAX_VALUE));
        assertThat(list.uniqueItems()).isTrue();
    }

    @Test
    void readsTheExclusiveFlagsOfOdcs30AsBounds() {
        // when
        LogicalTypeOptions options = property(
                        "{logicalType: integer, logicalTypeOptions: {minimum: 0, exclusiveMinimum: true,"
                                + " maximum: 9, exclusiveMaximum: false}}")
                .options();

        // then
        assertThat(options.minimum()).isEmpty();
        assertThat(options.exclusiveMinimum()).contains("0");
        assertThat(options.maximum()).contains("9");
        assertThat(options.exclusiveMaximum()).isEmpty();
    }

    @Test
    void checksTheLengthOfAVectorAsThatOfAList() {
        // when
        Property vector = property("{logicalType: vector, logicalTypeOptions: {dimensions: 3}}");

        // then
        assertThat(vector.options().minItems()).isEqualTo(OptionalInt.of(3));
        assertThat(vector.options().maxItems()).isEqualTo(OptionalInt.of(3));
        assertThat(vector.items()).isPresent();
    }

    @Test
    void numbersKeyColumnsWithoutPositionAfterThoseWithOne() {
        // when
        SchemaObject object = object(HEAD + """
                  - { name: c, logicalType: string, primaryKey: true }
                  - { name: b, logicalType: string, primaryKey: true, primaryKeyPosition: 2 }
                  - { name: a, logicalType: string, primaryKey: true, primaryKeyPosition: 1 }
                  - { name: d, logicalType: string, primaryKey: true, primaryKeyPosition: -1 }
                  - { name: e, logicalType: string, primaryKey: false, primaryKeyPosition: 1 }
                """.indent(6));

        // then
        assertThat(object.primaryKey()).containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{logicalType: string, logicalTypeOptions: {minLength: 5, maxLength: 4}} | 5 | minLength 5 is greater than maxLength 4",
                "{logicalType: integer, logicalTypeOptions: {minimum: 5, maximum: 4}} | 5 | minimum 5 and maximum 4 leave no value",
                "{logicalType: integer, logicalTypeOptions: {minimum: 5, exclusiveMaximum: 5}} | 5 | leave no value",
                "{logicalType: date, logicalTypeOptions: {minimum: '2026-02-01', maximum: '2026-01-31'}} | '2026-02-01' | leave no value",
                "{logicalType: date, logicalTypeOptions: {minimum: '2026-02-30'}} | '2026-02-30' | minimum \"2026-02-30\" cannot be read",
                "{logicalType: timestamp, logicalTypeOptions: {maximum: yesterday}} | yesterday | maximum \"yesterday\" cannot be read",
                "{logicalType: time, logicalTypeOptions: {minimum: '25:00'}} | '25:00' | minimum \"25:00\" cannot be read",
                "{logicalType: date, logicalTypeOptions: {format: 'YYYY-MM-DD'}} | 'YYYY | uses Y (the year of a week)",
                "{logicalType: date, logicalTypeOptions: {format: 'jj.mm.tt'}} | 'jj | is not a pattern",
                "{logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Mars/Base}} | Mars | \"Mars/Base\" is not a time zone",
                "{logicalType: number, logicalTypeOptions: {multipleOf: 0}} | 0} | multipleOf is 0",
                "{logicalType: string, logicalTypeOptions: {pattern: '[a'}} | '[a' | is not a regular expression",
                "{logicalType: string, logicalTypeOptions: {pattern: '(?=a)b'}} | '(?= | a look-ahead '(?='",
                "{logicalType: string, logicalTypeOptions: {pattern: '(?<!a)b'}} | '(?< | a look-behind '(?<!'",
                "{logicalType: string, logicalTypeOptions: {pattern: '(a)\\1'}} | '(a) | a back-reference '\\1'",
                "{logicalType: string, logicalTypeOptions: {pattern: 'a++'}} | 'a++ | a possessive quantifier",
                "{logicalType: string, logicalTypeOptions: {pattern: '(?>a)'}} | '(?> | an atomic group",
                "{logicalType: string, logicalTypeOptions: {pattern: 'a*{2}'}} | 'a*{ | a repetition of a repetition",
                "{logicalType: string, logicalTypeOptions: {pattern: 'a{1,2000}'}} | 'a{1 | a repetition of more than 1000",
                "{logicalType: string, quality: [{metric: invalidValues, mustBe: 0, arguments: {pattern: '(?=a)'}}]} | '(?= | a look-ahead",
                "{logicalType: string, enum: [{value: a}, {value: 1}]} | 1}] | enum value \"1\" is a number",
                "{logicalType: integer, enum: [{value: 1.5}]} | 1.5 | enum value \"1.5\" is a number",
                "{logicalType: date, enum: [{value: tomorrow}]} | tomorrow | enum value \"tomorrow\" is text",
                "{logicalType: object, properties: [{name: a, logicalType: string, primaryKey: true}]} | true | cannot be part of the primary key",
                "{logicalType: array, items: {logicalType: string}, primaryKey: true} | true | cannot be part of the primary key",
                "{logicalType: string, quality: [{metric: fullness, mustBe: 0}]} | fullness | metric \"fullness\" is not in the standard's library",
                "{logicalType: string, quality: [{type: sql, query: SELECT 1}]} | {type: sql | does not say what its measure must be",
                "{logicalType: string, quality: [{metric: rowCount}]} | {metric | does not say what its measure must be",
                "{logicalType: string, quality: [{metric: nullValues, mustBe: none}]} | none | mustBe needs a number",
                "{logicalType: string, quality: [{metric: nullValues, mustBeBetween: [1]}]} | [1] | mustBeBetween needs two numbers",
                "{logicalType: string, quality: [{metric: nullValues, mustBeBetween: [2, 1]}]} | [2 | has the larger number first",
                "{logicalType: string, quality: [{metric: rowCount, mustBe: 1, unit: percent}]} | percent | no percentage",
            })
    void reportsAnOptionThatCannotBeMeantWhereItStands(String property, String place, String message) {
        // given
        String written = "        - { name: p, " + inner(property) + " }\n";

        // when
        List<Finding> findings = parse(HEAD + written).findings();

        // then
        assertThat(findings).hasSize(1);
        Finding finding = findings.get(0);
        assertThat(finding.code()).isEqualTo(Code.CONTRACT_OPTION_INVALID);
        assertThat(finding.isError()).isTrue();
        assertThat(finding.message()).contains(message);
        assertThat(finding.remedy()).isNotBlank();
        assertThat(finding.position().line()).isEqualTo(FIRST);
        assertThat(written.substring(finding.position().column() - 1)).startsWith(place);
    }

    @Test
    void acceptsPatternsOfRe2() {
        for (String pattern : List.of(
                "^[A-Z]{2}[0-9]{3}$",
                "(?i)abc",
                "(?:a{2}b?)+?c*?|^$",
                "(?:a|b)+?",
                "\\\\d+\\\\.\\\\w*",
                "[^\\\\]\\\\[]+",
                "\\\\p{Lu}\\\\p{L}*",
                "a{3}",
                "[+*]+",
                "\\\\++",
                "[(?=]",
                "[[a&&b]",
                "[]a]",
                "[[:alpha:]]+",
                "\\\\u00e9",
                "\\\\u{1F600}",
                "(?<x>a)")) {
            String property = "{logicalType: string, logicalTypeOptions: {pattern: \"" + pattern + "\"}}";
            assertThat(findings(property))
                    .filteredOn(Finding::isError)
                    .as(pattern)
                    .isEmpty();
        }
    }

    @Test
    void reportsAPropertyThatIsThereTwiceOrFoldsToAnother() {
        // when
        List<Finding> findings = parse(HEAD + """
                  - { name: title, logicalType: string }
                  - { name: TITLE, logicalType: string }
                  - { name: order-id, logicalType: string }
                  - { name: order_id, logicalType: string }
                """.indent(6)).findings();

        // then
        assertThat(findings).extracting(Finding::code).containsOnly(Code.NAME_COLLISION);
        assertThat(findings)
                .extracting(finding -> finding.position().toString())
                .containsExactly("c.odcs.yaml:9:19", "c.odcs.yaml:11:19");
        assertThat(findings.get(0).message()).isEqualTo("The properties \"title\" and \"TITLE\" are one name in SQL.");
    }

    @Test
    void reportsANameThatTablesKeepForThemselves() {
        assertThat(parse(HEAD + "        - { name: _file, logicalType: string }\n")
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(Code.NAME_INVALID);
                    assertThat(finding.position().toString()).isEqualTo("c.odcs.yaml:8:19");
                    assertThat(finding.remedy()).isEqualTo("Rename the property, such as file.");
                });
    }

    @Test
    void reportsARequiredMemberThatTheObjectDoesNotHave() {
        assertThat(findings("{logicalType: object, properties: [{name: a, logicalType: string}],"
                        + " logicalTypeOptions: {required: [a, b]}}"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(Code.REFERENCE_UNKNOWN);
                    assertThat(finding.message()).contains("\"b\"");
                });
    }

    @Test
    void reportsAQualityRuleOverAnUnknownColumn() {
        // given
        String text = HEAD + """
                        - { name: a, logicalType: string }
                    quality:
                      - metric: duplicateValues
                        mustBe: 0
                        arguments: { properties: [a, b] }
                """;

        // when
        List<Finding> findings = parse(text).findings();

        // then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.REFERENCE_UNKNOWN);
            assertThat(finding.position().toString()).isEqualTo("c.odcs.yaml:12:38");
        });
    }

    @Test
    void readsTheRulesOfOdcs30AsMetrics() {
        // when
        Property property = property(
                "{logicalType: string, quality: [{rule: duplicateCount, mustBeLessThan: 10},"
                        + " {rule: nullCheck}, {rule: validValues, validValues: [pounds, null]}, {rule: freshness, mustBe: 1}]}");

        // then
        assertThat(property.quality())
                .extracting(QualityRule::check)
                .containsExactly(
                        new QualityRule.Library("duplicateValues", Map.of()),
                        new QualityRule.Library("nullValues", Map.of()),
                        new QualityRule.Library(
                                "invalidValues",
                                Map.of("validValues", new QualityRule.Values(List.of("pounds"), true))),
                        new QualityRule.NotExecutable("library", "freshness"));
        assertThat(property.quality().get(1).comparison())
                .contains(new QualityRule.Comparison(QualityRule.Operator.MUST_BE, List.of(BigDecimal.ZERO)));
    }

    @Test
    void namesEveryRuleOnce() {
        // when
        Property property = property("{logicalType: string, quality: [{metric: nullValues, mustBe: 0},"
                + " {metric: nullValues, mustBe: 0, unit: '%'}, {name: own, metric: nullValues, mustBe: 0},"
                + " {type: text, description: be nice}]}");

        // then
        assertThat(property.quality())
                .extracting(QualityRule::name)
                .containsExactly("orders.p.nullValues", "orders.p.nullValues-2", "own", "orders.p.text");
        assertThat(property.quality().get(1).unit()).isEqualTo(QualityRule.Unit.PERCENT);
    }

    @Test
    void readsNoContractFromADocumentWithoutIdOrVersion() {
        assertThat(parse("kind: DataContract\n").contract()).isEmpty();
        assertThat(parse("[1, 2]\n").contract()).isEmpty();
        assertThat(parse("just text\n").contract()).isEmpty();
    }

    private static ContractReading parse(String text) {
        Node root = YamlReader.read("c.odcs.yaml", text).root().orElseThrow();
        return ContractParser.parse(root, text);
    }

    private static SchemaObject object(String text) {
        return parse(text).contract().orElseThrow().schema().get(0);
    }

    private static Property property(String property) {
        return object(HEAD + "        - { name: p, " + inner(property) + " }\n")
                .properties()
                .get(0);
    }

    private static List<Finding> findings(String property) {
        return parse(HEAD + "        - { name: p, " + inner(property) + " }\n").findings();
    }

    private static String inner(String property) {
        return property.startsWith("{")
                ? property.substring(1, property.length() - 1)
                : property.contains(",") && !property.contains("'")
                        ? property.replaceFirst(": (.*)$", ": '$1'")
                        : property;
    }
}
