package dev.polder.bench.query;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Figure;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.ServerRounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code polder bench query}: every round is a program of the server's class path with files of its own. */
public final class QueryBench {
    private static final double MOST = 1.15;

    private QueryBench() {}

    public static List<Figure> run(BenchOptions options, Progress progress) throws IOException, InterruptedException {
        Map<String, Samples> samples = ServerRounds.run("query", QueryProgram.class, options, progress);
        List<Figure> figures = new ArrayList<>();
        for (QueryCase each : QueryCase.ALL) {
            Samples alone = samples.get(each.name() + ".alone");
            Samples governed = samples.get(each.name() + ".governed");
            String peer = "query." + each.name() + ".alone";
            Figure figure = Figure.of("query." + each.name(), each.what(), governed, "ms")
                    .beside(governed.over(alone), peer);
            // What a hash costs is its strength; what one row costs is what opening a query costs.
            boolean judged = !List.of("hashed", "point").contains(each.name());
            figures.add(judged ? figure.ratioAtMost(MOST) : figure);
            figures.add(Figure.of(peer, "on DuckDB alone, obligations by hand", alone, "ms"));
        }
        return figures;
    }
}
