package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That every benchmark works from one end to the other. What it measures in a second says nothing, and nothing is asked of it. */
class BenchTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"gate, gate.json", "produce, produce.gate", "http, http.1mb"})
    void everyBenchmarkPrintsItsFigures(String what, String figure) {
        RunningPolder.Outcome outcome = RunningPolder.in(directory)
                .polder("bench", what, "--quick", "--json")
                .orFail();

        JsonNode figures = JsonMapper.shared().readTree(outcome.out());
        List<String> names = new ArrayList<>();
        for (JsonNode each : figures) {
            assertThat(each.propertyNames()).containsExactlyInAnyOrder("name", "value", "unit", "ratio", "to", "runs");
            assertThat(each.path("value").isNumber()).as("%s", each).isTrue();
            assertThat(each.path("ratio").isNumber())
                    .as("%s", each)
                    .isEqualTo(each.path("to").isString());
            assertThat(each.path("runs").intValue()).isEqualTo(1);
            names.add(each.path("name").asString());
        }
        assertThat(names).doesNotHaveDuplicates().contains(figure);
    }

    @Test
    void withoutAWordItExplainsItself() {
        RunningPolder polder = RunningPolder.in(directory);

        assertThat(polder.polder("bench").orFail().out()).contains("polder bench gate");
        assertThat(polder.polder("bench", "speed").status()).isEqualTo(2);
    }
}
