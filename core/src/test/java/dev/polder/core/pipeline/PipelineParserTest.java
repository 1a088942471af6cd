package dev.polder.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineParserTest {
    @Test
    void readsSourcesAndTransforms() {
        // when
        PipelineReading reading = parse("""
                apiVersion: polder.dev/v1
                kind: Pipeline
                sources:
                  - { name: shop, into: orders, http: {} }
                  - name: stores
                    into: orders
                    http:
                transforms:
                  - { name: a, into: totals, sql: sql/a.sql, run: { every: PT30S } }
                  - { name: b, into: totals, sql: sql/b.sql, run: { on: inputs } }
                  - { name: c, into: totals, sql: sql/c.sql }
                """);

        // then
        assertThat(reading.findings()).isEmpty();
        Pipeline pipeline = reading.pipeline().orElseThrow();
        assertThat(pipeline.sources()).extracting(Pipeline.Source::name).containsExactly("shop", "stores");
        assertThat(pipeline.transforms())
                .extracting(Pipeline.Transform::run)
                .containsExactly(
                        new Pipeline.Every(Duration.ofSeconds(30)), new Pipeline.OnInputs(), new Pipeline.OnInputs());
        assertThat(pipeline.transforms().get(0).position()).hasToString("pipeline.yaml:9:5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ every: 5m } | FIELD_VALUE | 4:56 | \"5m\" is not a duration.",
                "{ every: PT0S } | FIELD_VALUE | 4:56 | \"PT0S\" is too short or too long.",
                "{ every: P9999D } | FIELD_VALUE | 4:56 | is too short or too long.",
                "{ every: PT5M, on: inputs } | FIELD_VALUE | 4:47 | runs both every PT5M and on inputs",
                "{} | FIELD_MISSING | 4:47 | run does not say when.",
                "{ on: friday } | FIELD_VALUE | 4:53 | \"friday\" does not say when",
                "{ on: streaming } | FEATURE_UNSUPPORTED | 4:53 | \"streaming\" are not supported",
                "realtime | FEATURE_UNSUPPORTED | 4:47 | \"realtime\" are not supported",
                "{ at: noon, on: inputs } | FIELD_UNKNOWN | 4:49 | \"at\"",
            })
    void reportsAScheduleThatItDoesNotKnow(String run, Code code, String where, String message) {
        // when
        PipelineReading reading = parse("""
                apiVersion: polder.dev/v1
                kind: Pipeline
                transforms:
                  - { name: a, into: totals, sql: a.sql, run: %s }
                """.formatted(run));

        // then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.position()).hasToString("pipeline.yaml:" + where);
            assertThat(finding.message()).contains(message);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"files: {}", "postgres: { url: x }", "mqtt: {}", "kafka: {}"})
    void reportsSourcesThatComeLater(String type) {
        // when
        PipelineReading reading =
                parse("apiVersion: polder.dev/v1\nkind: Pipeline\nsources:\n  - { name: a, into: b, " + type + " }\n");

        // then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.FEATURE_UNSUPPORTED);
            assertThat(finding.position()).hasToString("pipeline.yaml:4:25");
        });
    }

    @Test
    void reportsEverythingThatIsWrongAtOnce() {
        // when
        PipelineReading reading = parse("""
                apiVersion: polder.dev/v1
                kind: Pipeline
                sauces: []
                sources:
                  - { name: Shop, into: orders, http: {} }
                  - { name: Shop, http: {} }
                  - { name: three, into: orders, ftp: {} }
                transforms:
                  - { name: a }
                """);

        // then
        assertThat(reading.findings())
                .extracting(finding -> finding.position().line() + " " + finding.code())
                .containsExactlyInAnyOrder(
                        "3 FIELD_UNKNOWN",
                        "5 NAME_INVALID",
                        "6 NAME_INVALID",
                        "6 NAME_COLLISION",
                        "6 FIELD_MISSING",
                        "7 FIELD_UNKNOWN",
                        "7 FIELD_MISSING",
                        "9 FIELD_MISSING",
                        "9 FIELD_MISSING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: Domain", "kind: pipeline", "knd: Pipeline"})
    void readsNoPipelineFromAnotherDocument(String kind) {
        // when
        PipelineReading reading = parse("apiVersion: polder.dev/v1\n" + kind + "\n");

        // then
        assertThat(reading.pipeline()).isEmpty();
        assertThat(reading.findings()).isNotEmpty().allMatch(Finding::isError);
    }

    private static PipelineReading parse(String text) {
        return PipelineParser.parse(
                YamlReader.read("pipeline.yaml", text).root().orElseThrow(), text);
    }
}
