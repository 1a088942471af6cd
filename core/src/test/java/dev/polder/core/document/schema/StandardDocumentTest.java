package dev.polder.core.document.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.Node;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardDocumentTest {
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 1.0.0
            status: active
            """;

    static final String LARGER_CONTRACT = CONTRACT + """
            description: { purpose: All orders, usage: Analysis }
            servers:
              - { server: main, type: kafka, host: "localhost:7492", format: avro }
            schema:
              - name: orders
                quality:
                  - { metric: rowCount, mustBeGreaterThan: 0 }
                  - { type: sql, query: "SELECT count(*) FROM object WHERE total < 0", mustBe: 0 }
                properties:
                  - name: id
                    logicalType: string
                    physicalName: order_id
                    required: true
                    logicalTypeOptions: { minLength: 1, maxLength: 36 }
                  - name: lines
                    logicalType: array
                    items:
                      logicalType: object
                      properties: [{ name: sku, logicalType: string }]
            team:
              - { username: ceastwood, role: Owner, dateIn: "2026-01-01" }
            slaProperties:
              - { property: freshness, value: 4, unit: h }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"v3.0.0", "v3.0.1", "v3.0.2", "v3.1.0", "v3.2.0"})
    void aContractIsFineInEveryVersion(String version) {
        // What 3.1 calls a metric, 3.0 calls a rule.
        String metric = version.startsWith("v3.0") ? "rule" : "metric";

        assertThat(check(LARGER_CONTRACT.replace("v3.1.0", version).replace("metric:", metric + ":")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.9.0", "v1.0.0", "v1.1.0"})
    void aSmallProductIsFineInEveryVersion(String version) {
        String product = """
                apiVersion: %s
                kind: DataProduct
                id: orders
                name: orders
                version: 1.0.0
                status: active
                outputPorts:
                  - { name: order-lines, version: 1.0.0, contractId: order-lines }
                """.formatted(version);

        assertThat(check(product)).isEmpty();
    }

    @Test
    void aMisspeltFieldIsReportedAtItsNameWithWhatWasMeant() {
        assertThat(check(CONTRACT + "schema:\n  - name: orders\n    propertys: []\n"))
                .containsExactly(
                        "f.yaml:8:5 FIELD_UNKNOWN There is no field \"propertys\" here. → Did you mean \"properties\"?");
    }

    @Test
    void aMisspeltFieldOfVersion30IsAWarningBecauseItsSchemaLetsItPass() {
        String contract = CONTRACT.replace("v3.1.0", "v3.0.2") + "roles:\n  - role: x\n    acess: read\n";

        assertThat(StandardDocument.check(read(contract))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.toString()).endsWith("There is no field \"acess\" here. → Did you mean \"access\"?");
        });
    }

    @Test
    void aMissingFieldIsReportedAtItsMapping() {
        assertThat(check(CONTRACT + "schema:\n  - physicalName: x\n"))
                .containsExactly("f.yaml:7:5 FIELD_MISSING The field \"name\" is missing. → Add `name: …`.");
    }

    @Test
    void aWrongTypeIsReportedAtTheValueWithItsRemedy() {
        assertThat(check(CONTRACT.replace("1.0.0", "1.0") + "tags: [1]\nschema: x\n"))
                .containsExactly(
                        "f.yaml:4:10 FIELD_TYPE The field \"version\" must be text, but is a number. → Put the value in quotes.",
                        "f.yaml:6:8 FIELD_TYPE An entry of the field \"tags\" must be text, but is a number. → Put the value in quotes.",
                        "f.yaml:7:9 FIELD_TYPE The field \"schema\" must be a list, but is text. → Write a list here.");
    }

    @Test
    void aValueThatIsNotAllowedIsReportedWithTheAllowedOnes() {
        assertThat(check(property("logicalType: int")))
                .containsExactly(
                        "f.yaml:10:22 FIELD_VALUE The field \"logicalType\" cannot be \"int\". → Use one of: array, boolean, date,"
                                + " integer, number, object, string, time, timestamp.");
        assertThat(check(property("logicalType: strin")))
                .singleElement()
                .asString()
                .endsWith("Did you mean \"string\"?");
    }

    @Test
    void optionsAreThoseOfTheLogicalType() {
        assertThat(check(property("logicalType: integer\n        logicalTypeOptions: { maxLength: 3, minimum: '1' }")))
                .containsExactly(
                        "f.yaml:11:31 FIELD_UNKNOWN There is no field \"maxLength\" here. → Use one of: exclusiveMaximum,"
                                + " exclusiveMinimum, format, maximum, multipleOf.",
                        "f.yaml:11:54 FIELD_TYPE The field \"minimum\" must be a number, but is text. → Remove the quotes.");
    }

    @Test
    void alternativesAreReportedByTheOneThatWasMeant() {
        String rule = "quality:\n          - { metric: nullValues, %s }\n";

        assertThat(check(property(rule.formatted("mustBeBetween: [1]"))))
                .containsExactly(
                        "f.yaml:11:50 FIELD_VALUE The field \"mustBeBetween\" must have at least 2 entries, but has 1. → Write at"
                                + " least 2 entries.");
        assertThat(check(property(rule.formatted("mustBe: 0, mustNotBe: 1"))))
                .singleElement()
                .asString()
                .contains("Only one of these fields may stand here: mustBe, mustNotBe.");
        assertThat(check(property(rule.formatted("description: none"))))
                .singleElement()
                .asString()
                .contains("FIELD_MISSING One of these fields is missing: mustBe, mustNotBe,");
        assertThat(check(CONTRACT + "team: me\n"))
                .containsExactly(
                        "f.yaml:6:7 FIELD_TYPE The field \"team\" must be a mapping or a list, but is text. → Write a mapping or a"
                                + " list here.");
    }

    @Test
    void aPropertyOf32NeedsNoLogicalTypeAndAMapNeedsItsTypes() {
        assertThat(check(property("physicalType: INT").replace("v3.1.0", "v3.2.0")))
                .isEmpty();
        assertThat(check(property("logicalType: map").replace("v3.1.0", "v3.2.0")))
                .containsExactly("f.yaml:9:9 FIELD_MISSING The field \"map\" is missing. → Add `map: …`.");
    }

    @Test
    void twoEntriesOfOneListCannotHaveOneId() {
        assertThat(check(CONTRACT + "roles:\n  - { id: a, role: x }\n  - { id: a, role: y }\n"))
                .containsExactly(
                        "f.yaml:8:11 FIELD_VALUE The id \"a\" already stands in line 7. → Give every entry of the list an id"
                                + " of its own.");
    }

    @Test
    void formatsAreAdviceAndNoErrors() {
        List<Finding> findings = StandardDocument.check(read(CONTRACT + "contractCreatedTs: yesterday\n"));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.message()).contains("timestamp with time zone");
        });
    }

    @Test
    void kindsAndVersionsThatAreUnknownAreNamedWithTheKnownOnes() {
        assertThat(check("kind: Contract\n"))
                .containsExactly(
                        "f.yaml:1:7 DOCUMENT_KIND The standards have no document of kind \"Contract\". → Use one of: DataContract,"
                                + " DataProduct.");
        assertThat(check("id: x\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:1:1 DOCUMENT_KIND The document does not say");
        assertThat(check(CONTRACT.replace("v3.1.0", "v2.2.2")))
                .containsExactly(
                        "f.yaml:1:13 DOCUMENT_KIND Polder does not know version \"v2.2.2\" of a DataContract. → Use one of:"
                                + " v3.0.0, v3.0.1, v3.0.2, v3.1.0, v3.2.0.");
        assertThat(check(CONTRACT.replace("v3.1.0", "3.1.0")))
                .singleElement()
                .asString()
                .endsWith("Write `apiVersion: v3.1.0`.");
        assertThat(check(CONTRACT.replace("apiVersion: v3.1.0\n", "")))
                .containsExactly(
                        "f.yaml:1:1 FIELD_MISSING The field \"apiVersion\" is missing. → Add `apiVersion: …`.");
        assertThat(check("[1]")).singleElement().asString().contains("The document must be a mapping, but is a list.");
    }

    @Test
    void theVerdictDoesNotDependOnLocaleOrTimeZone() {
        String contract = CONTRACT + "INFO: x\ncontractCreatedTs: 2026-11-22T00:00:00Z\n" + "ID: x\n";
        List<String> expected = check(contract);
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));

            assertThat(check(contract)).isEqualTo(expected);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void nestingThatConditionsReachOnManyWaysStaysCheap() {
        StringBuilder nested = new StringBuilder(CONTRACT).append("schema: [{name: a, properties: [");
        int levels = 28;
        nested.append("{name: a, physicalTipe: x, properties: [".repeat(levels));
        nested.append("]}".repeat(levels)).append("]}]\n");

        List<Finding> findings = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> StandardDocument.check(read(nested.toString())));

        assertThat(findings).hasSize(levels).extracting(Finding::code).containsOnly(Code.FIELD_UNKNOWN);
    }

    @Test
    void hostileContentEndsSoonAndFindingsAreBounded() {
        String path = "to: " + "a/b/".repeat(200_000) + "!";
        List<String> contracts = List.of(
                CONTRACT + "schema: [" + "{nam: x},".repeat(60_000) + "]\n",
                CONTRACT + "schema: [{name: a, properties: ["
                        + "{name: 1, x: {}, logicalType: [], required: 7},".repeat(20_000) + "]}]\n",
                CONTRACT + wide(100_000),
                CONTRACT + "schema: [{name: a, properties: [{name: b, relationships: [{" + path + "}]}]}]\n",
                property("logicalType: object\n        logicalTypeOptions: { required: ["
                        + "BBAaBB, BBAaAa, AaAaBB, BBBBBB,".repeat(50_000) + "] }"));

        for (String contract : contracts) {
            List<Finding> findings = Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> StandardDocument.check(read(contract)));
            assertThat(findings).isNotEmpty().hasSizeLessThanOrEqualTo(Outcome.MAX_FINDINGS + 1);
        }
    }

    private static String wide(int fields) {
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < fields; i++) {
            wide.append("statu").append(i).append(": x\n");
        }
        return wide.toString();
    }

    /** A contract of one property with the given fields, which begin in line 10, column 9. */
    private static String property(String fields) {
        return CONTRACT + "schema:\n  - name: orders\n    properties:\n      - name: id\n        " + fields + "\n";
    }

    private static List<String> check(String text) {
        return StandardDocument.check(read(text)).stream()
                .map(Finding::toString)
                .toList();
    }

    private static Node read(String text) {
        YamlReader.Reading reading = YamlReader.read("f.yaml", text);
        assertThat(reading.findings()).isEmpty();
        return reading.root().orElseThrow();
    }
}
