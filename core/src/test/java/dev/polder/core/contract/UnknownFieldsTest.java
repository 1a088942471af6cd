package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownFieldsTest {
    @Test
    void theColumnThatKeepsThemIsAPropertyLikeAnyOther() {
        SchemaObject object = parse("keep", "{name: a, logicalType: string}")
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
        assertThat(object.unknownFields()).isEqualTo(UnknownFields.KEEP);
        assertThat(object.recordType().fields())
                .extracting(DataType.Field::name)
                .containsExactly("a", "unknown_fields");
        assertThat(object.properties().get(1).classification()).contains("restricted");
    }

    @Test
    void objectsInsideFollowUnlessTheySayOtherwise() {
        SchemaObject object =
                parse("keep", """
                {name: a, logicalType: object, properties: [{name: b, logicalType: string}]},
                {name: c, logicalType: array, items: {logicalType: object, properties: [{name: b, logicalType: string}],
                  customProperties: [{property: unknownFields, value: drop}]}}
                """).contract().orElseThrow().schema().get(0);
        assertThat(object.properties().get(0).properties())
                .extracting(Property::name)
                .containsExactly("b", "unknown_fields");
        Property items = object.properties().get(1).items().orElseThrow();
        assertThat(items.unknownFields()).isEqualTo(UnknownFields.DROP);
        assertThat(items.properties()).extracting(Property::name).containsExactly("b");
    }

    @Test
    void wrongWordsAndPlacesAndNamesAreFindings() {
        assertThat(findings(parse("ignore", "{name: a, logicalType: string}")))
                .containsExactly("c.odcs.yaml:7:57 The value of unknownFields is \"ignore\".");
        assertThat(findings(parse("keep", "{name: Unknown-Fields, logicalType: string}")))
                .containsExactly("c.odcs.yaml:6:5 The object keeps unknown fields in \"unknown_fields\","
                        + " but has a property of that name.");
        assertThat(findings(parse(
                        "drop",
                        "{name: a, logicalType: string, customProperties: [{property: unknownFields, value: keep}]}")))
                .containsExactly(
                        "c.odcs.yaml:9:57 The property holds no objects, so unknownFields means nothing here.");
    }

    @Test
    void keepingThemIsANewColumnAndNotKeepingThemAnyMoreIsBreaking() {
        Contract rejects = contract("reject");
        Contract keeps = contract("keep");
        assertThat(ContractDiff.between(rejects, keeps).changes())
                .extracting(ContractChange::toString)
                .containsExactly(
                        "UNKNOWN_FIELDS_ALLOWED unknownFields was reject and is keep",
                        "PROPERTY_ADDED unknown_fields: the property is new");
        assertThat(ContractDiff.between(keeps, rejects).readers()).isEqualTo(ContractChange.Kind.BREAKING);
        assertThat(ContractDiff.between(rejects, contract("drop")).writers()).isEqualTo(ContractChange.Kind.COMPATIBLE);
    }

    private static Contract contract(String word) {
        return parse(word, "{name: a, logicalType: string}").contract().orElseThrow();
    }

    private static List<String> findings(ContractReading reading) {
        return reading.findings().stream()
                .map(finding -> finding.position() + " " + finding.message())
                .toList();
    }

    private static ContractReading parse(String word, String properties) {
        String source = """
                apiVersion: v3.1.0
                kind: DataContract
                id: c
                version: 1.0.0
                schema:
                  - name: things
                    customProperties: [{property: unknownFields, value: %s}]
                    properties: [
                      %s
                    ]
                """.formatted(word, properties.strip().indent(6).strip());
        return ContractParser.parse(
                YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source);
    }
}
