package dev.polder.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static Samples samples(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    @Test
    void valueAndRatioAreMediansOfTheRounds() {
        Samples ours = samples(100, 400, 200);
        Samples theirs = samples(1_000, 2_000, 3_000);

        Figure figure = Figure.of("a.b", "what", ours, "ns").beside(theirs.over(ours), "a.peer");

        assertThat(figure.json())
                .isEqualTo(
                        "{\"name\":\"a.b\",\"value\":200,\"unit\":\"ns\",\"ratio\":10,\"to\":\"a.peer\",\"runs\":3}");
    }

    @Test
    void withoutAPeerThereIsNoRatio() {
        assertThat(Figure.of("a.b", "what", samples(0.123456, 0.123456), "ms").json())
                .isEqualTo(
                        "{\"name\":\"a.b\",\"value\":0.12346,\"unit\":\"ms\",\"ratio\":null,\"to\":null,\"runs\":2}");
    }

    @Test
    void theWorstOfItsTargetsSaysWhetherAFigureIsMet() {
        Figure figure = Figure.of("a", "what", samples(5e6), "records/s").beside(samples(3), "peer");

        assertThat(figure.met()).isEmpty();
        assertThat(figure.valueAtLeast(2e6, 4e6).met()).isEqualTo("beyond");
        assertThat(figure.valueAtLeast(2e6, 4e6).ratioAtLeast(3).met()).isEqualTo("yes");
        assertThat(figure.valueAtLeast(2e6, 4e6).ratioAtLeast(12).met()).isEqualTo("no");
        assertThat(figure.valueAtMost(5e6).met()).isEqualTo("yes");
    }

    @Test
    void theTableAlignsItsColumns() {
        String table = Report.table(List.of(
                Figure.of("a", "short", samples(2_410_000), "records/s").valueAtLeast(2e6, 4e6),
                Figure.of("a.longer", "what is longer", samples(1.5), "ms").beside(samples(2.25), "a")));

        assertThat(table.lines().map(String::stripTrailing))
                .containsExactly(
                        "figure    what             value  unit        ratio  to  target           met",
                        "a         short           2.41 M  records/s              ≥ 2 M (aim 4 M)  yes",
                        "a.longer  what is longer    1.50  ms         2.25 ×  a");
    }

    @Test
    void unknownWordsAreUsageErrors() {
        assertThatThrownBy(() -> BenchOptions.parse("gate", "--fast"))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("--fast");
        assertThatThrownBy(BenchOptions::parse).isInstanceOf(PolderException.class);
        assertThat(BenchOptions.parse("gate", "--runs=5", "--json"))
                .isEqualTo(new BenchOptions(BenchOptions.What.GATE, true, 5, false));
        assertThat(BenchOptions.parse("http", "--quick").rounds()).isEqualTo(1);
    }
}
