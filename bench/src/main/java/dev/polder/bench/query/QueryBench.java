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
import java.util.TreeMap;

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
        figures.addAll(sealed(options, progress));
        return figures;
    }

    private static List<Figure> sealed(BenchOptions options, Progress progress)
            throws IOException, InterruptedException {
        Map<String, Samples> samples = ServerRounds.run("query, encrypted", SealedProgram.class, options, progress);
        Samples plain = samples.get("plain");
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("query.sealed.plain", "read a column of 1 M values", plain, "ms"));
        new TreeMap<>(Map.of(
                        "domain", "the same, encrypted with the domain's key",
                        "join", "the same, encrypted for joins",
                        "subject", "the same, encrypted with keys of 20,000 subjects"))
                .forEach((name, what) -> figures.add(Figure.of("query.sealed." + name, what, samples.get(name), "ms")
                        .beside(samples.get(name).over(plain), "query.sealed.plain")));
        return figures;
    }
}
