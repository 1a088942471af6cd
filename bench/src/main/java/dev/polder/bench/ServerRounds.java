package dev.polder.bench;

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
import java.util.Locale;
import java.util.Map;

/**
 * Rounds that are measured in a program of their own, on the server's class path. The program gets a directory, which is removed
 * after it, and whether to be quick; it says its figures with {@link #say} on standard output.
 */
public final class ServerRounds {
    private static final String FIGURE = "figure";

    private ServerRounds() {}

    /** Said by the program. */
    public static void say(String name, double value) {
        System.out.println(FIGURE + " " + name + " " + String.format(Locale.ROOT, "%.4f", value));
    }

    /**
     * Runs all rounds and gathers what they said, by name.
     *
     * @param what as the user calls the benchmark
     */
    public static Map<String, Samples> run(String what, Class<?> program, BenchOptions options, Progress progress)
            throws IOException, InterruptedException {
        Map<String, Samples> samples = new LinkedHashMap<>();
        for (int round = 1; round <= options.rounds(); round++) {
            progress.say(what + ", round " + round + " of " + options.rounds());
            try (Scratch scratch = Scratch.create()) {
                round(what, command(program, options, scratch))
                        .forEach((name, value) -> samples.computeIfAbsent(name, unused -> new Samples())
                                .add(value));
            }
        }
        return samples;
    }

    private static Map<String, Double> round(String what, List<String> command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Map<String, Double> values = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (words.length == 3 && words[0].equals(FIGURE)) {
                    values.put(words[1], Double.parseDouble(words[2]));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new PolderException(
                    Code.INTERNAL,
                    "The benchmark " + what + " ended with " + process.exitValue(),
                    "See what it printed");
        }
        return values;
    }

    private static List<String> command(Class<?> program, BenchOptions options, Scratch scratch) {
        Programs programs = Programs.installed();
        List<String> command = new ArrayList<>(programs.command(
                "server",
                List.of("-Xms512m", "-Xmx1g"),
                program.getName(),
                scratch.directory().toString(),
                Boolean.toString(options.quick())));
        int path = command.indexOf("-cp") + 1;
        command.set(
                path, command.get(path) + File.pathSeparator + programs.home().resolve("lib/bench/*"));
        return command;
    }
}
