package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicFormatTest {
    @Test
    void topicsHoldAvroOrJson() {
        assertThat(findings("avro")).isEmpty();
        assertThat(findings("json")).isEmpty();
        assertThat(findings("xml"))
                .containsExactly("c.odcs.yaml:6:51 CONTRACT_OPTION_INVALID The value of topicFormat is \"xml\".");
    }

    @Test
    void everyObjectOfTheContractHasItsFormat() {
        assertThat(read("json").contract().orElseThrow().schema())
                .extracting(SchemaObject::topicFormat)
                .containsExactly(TopicFormat.JSON);
        assertThat(read("xml").contract().orElseThrow().schema())
                .extracting(SchemaObject::topicFormat)
                .containsExactly(TopicFormat.AVRO);
    }

    @Test
    void inJsonOneNameBelongsToUnknownFields() {
        assertThat(findings("json", "unknown_fields"))
                .containsExactly(
                        "c.odcs.yaml:7:45 NAME_COLLISION The name \"unknown_fields\" belongs to fields that the contract"
                                + " does not have, where topicFormat is json.");
        assertThat(findings("avro", "unknown_fields")).isEmpty();
    }

    @Test
    void anotherFormatBreaksReaders() {
        ContractDiff diff = ContractDiff.between(
                read("avro").contract().orElseThrow(), read("json").contract().orElseThrow());

        assertThat(diff.changes())
                .extracting(ContractChange::code, ContractChange::description)
                .containsExactly(tuple(ChangeCode.TOPIC_FORMAT_CHANGED, "topicFormat was avro and is json"));
        assertThat(diff.readers()).isEqualTo(ContractChange.Kind.BREAKING);
        assertThat(diff.needs()).isEqualTo(VersionStep.MAJOR);
        assertThat(diff.brokenPaths()).as("queries read the table").isEmpty();
    }

    private static List<String> findings(String format) {
        return findings(format, "a");
    }

    private static List<String> findings(String format, String property) {
        return read(format, property).findings().stream()
                .map(TopicFormatTest::text)
                .toList();
    }

    private static ContractReading read(String format) {
        return read(format, "a");
    }

    private static ContractReading read(String format, String property) {
        String source = """
                apiVersion: v3.1.0
                kind: DataContract
                id: c
                version: 1.0.0
                status: active
                customProperties: [{property: topicFormat, value: %s}]
                schema: [{name: things, properties: [{name: %s, logicalType: string}]}]
                """.formatted(format, property);
        return ContractParser.parse(
                YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source);
    }

    private static String text(Finding finding) {
        return finding.position() + " " + finding.code() + " " + finding.message();
    }
}
