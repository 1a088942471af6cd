package dev.polder.bench.query;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Figure;
import dev.polder.bench.Programs;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.Scratch;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code polder bench query}: every round is a program of the server's class path with files of its own. */
public final class QueryBench {
    private static final double MOST = 1.15;

    private QueryBench() {}

    public static List<Figure> run(BenchOptions options, Progress progress) throws IOException, InterruptedException {
        Map<String, Samples> samples = new LinkedHashMap<>();
        for (int round = 1; round <= options.rounds(); round++) {
            progress.say("query, round " + round + " of " + options.rounds());
            try (Scratch scratch = Scratch.create()) {
                round(options, scratch)
                        .forEach((name, value) -> samples.computeIfAbsent(name, unused -> new Samples())
                                .add(value));
            }
        }
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

    private static Map<String, Double> round(BenchOptions options, Scratch scratch)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(options, scratch))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Map<String, Double> values = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (words.length == 3 && words[0].equals(QueryProgram.FIGURE)) {
                    values.put(words[1], Double.parseDouble(words[2]));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new PolderException(
                    Code.INTERNAL, "The queries' benchmark ended with " + process.exitValue(), "See what it printed");
        }
        return values;
    }

    private static List<String> command(BenchOptions options, Scratch scratch) {
        Programs programs = Programs.installed();
        List<String> command = new ArrayList<>(programs.command(
                "server",
                List.of("-Xms512m", "-Xmx1g"),
                QueryProgram.class.getName(),
                scratch.directory().toString(),
                Boolean.toString(options.quick())));
        int path = command.indexOf("-cp") + 1;
        command.set(
                path, command.get(path) + File.pathSeparator + programs.home().resolve("lib/bench/*"));
        return command;
    }
}
