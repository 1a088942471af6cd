package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicFormatTest {
    @Test
    void topicsHoldAvro() {
        assertThat(findings("avro")).isEmpty();
        assertThat(findings("json"))
                .containsExactly("c.odcs.yaml:6:51 FEATURE_UNSUPPORTED Records are not written to topics as JSON yet.");
        assertThat(findings("xml"))
                .containsExactly("c.odcs.yaml:6:51 CONTRACT_OPTION_INVALID The value of topicFormat is \"xml\".");
    }

    private static List<String> findings(String format) {
        String source = """
                apiVersion: v3.1.0
                kind: DataContract
                id: c
                version: 1.0.0
                status: active
                customProperties: [{property: topicFormat, value: %s}]
                schema: [{name: things, properties: [{name: a, logicalType: string}]}]
                """.formatted(format);
        return ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .findings()
                .stream()
                .map(TopicFormatTest::text)
                .toList();
    }

    private static String text(Finding finding) {
        return finding.position() + " " + finding.code() + " " + finding.message();
    }
}
