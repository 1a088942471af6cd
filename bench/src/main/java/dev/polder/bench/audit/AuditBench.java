package dev.polder.bench.audit;

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

/** {@code polder bench audit}: every round is a program of the server's class path with a new PostgreSQL that forces its writes. */
public final class AuditBench {
    private AuditBench() {}

    public static List<Figure> run(BenchOptions options, Progress progress) throws IOException, InterruptedException {
        Map<String, Samples> samples = new LinkedHashMap<>();
        for (int round = 1; round <= options.rounds(); round++) {
            progress.say("audit, round " + round + " of " + options.rounds());
            try (Scratch scratch = Scratch.create()) {
                round(options, scratch)
                        .forEach((name, value) -> samples.computeIfAbsent(name, unused -> new Samples())
                                .add(value));
            }
        }
        return List.of(
                Figure.of("audit.write", "200 threads, one entry at a time each", samples.get("write"), "entries/s")
                        .valueAtLeast(20_000, 50_000),
                Figure.of("audit.write.p50", "one of them waits", samples.get("write.p50"), "ms"),
                Figure.of("audit.write.p99", "", samples.get("write.p99"), "ms"),
                Figure.of("audit.alone.p50", "a single thread waits", samples.get("alone.p50"), "ms"),
                Figure.of("audit.alone.p99", "", samples.get("alone.p99"), "ms"),
                Figure.of(
                        "audit.fsync.p50",
                        "PostgreSQL commits one row, for comparison",
                        samples.get("fsync.p50"),
                        "ms"),
                Figure.of("audit.verify", "from PostgreSQL, hashes and checkpoints", samples.get("verify"), "entries/s")
                        .valueAtLeast(200_000, 500_000));
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
                if (words.length == 3 && words[0].equals(AuditProgram.FIGURE)) {
                    values.put(words[1], Double.parseDouble(words[2]));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new PolderException(
                    Code.INTERNAL, "The audit's benchmark ended with " + process.exitValue(), "See what it printed");
        }
        return values;
    }

    private static List<String> command(BenchOptions options, Scratch scratch) {
        Programs programs = Programs.installed();
        List<String> command = new ArrayList<>(programs.command(
                "server",
                List.of("-Xms512m", "-Xmx1g"),
                AuditProgram.class.getName(),
                scratch.directory().toString(),
                Boolean.toString(options.quick())));
        int path = command.indexOf("-cp") + 1;
        command.set(
                path, command.get(path) + File.pathSeparator + programs.home().resolve("lib/bench/*"));
        return command;
    }
}
