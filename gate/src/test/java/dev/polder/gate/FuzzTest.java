package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coverage-guided fuzzing of {@link GateFuzz} with Jazzer, in a JVM of its own because Jazzer instruments what it loads. 30 seconds, or
 * {@code -Dpolder.fuzz=10m}. {@code ./polder verify} has it go on beside the other modules for ten minutes ({@code
 * -Dpolder.fuzz.beside} names the directory for it) and tells the outcome at its end.
 *
 * <p>The seed is the same in every build, so that a build fails for what it changed; {@code -Dpolder.fuzz.seed=0} takes another each
 * time.
 *
 * <p>An input that was found goes into {@code src/test/resources/fuzz} and is judged ever after.
 */
class FuzzTest {
    private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");
    private static final Duration START = Duration.ofSeconds(180);
    /** Goes on when the tests are over, and says how it ended; the tests that go on meanwhile come first. */
    private static final String BESIDE =
            "nice -n 10 \"$@\" >\"$0/log\" 2>&1 </dev/null & echo $! >\"$0/pid\"; wait $!; echo $? >\"$0/status\"";

    @Test
    void fuzzingFindsNoDifference(@TempDir Path directory) throws IOException, InterruptedException {
        Optional<Path> beside = Optional.ofNullable(System.getProperty("polder.fuzz.beside"))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
        Duration time = time(beside.isPresent() ? "10m" : "30s");
        Process process = start(beside.orElse(directory), time, beside.isPresent());
        Path log = beside.orElse(directory).resolve("log");
        if (beside.isPresent()) {
            assertThat(hasStarted(process, log)).as(() -> tail(log)).isTrue();
            return;
        }
        try {
            assertThat(process.waitFor(time.plus(START).toSeconds(), TimeUnit.SECONDS))
                    .as(() -> tail(log))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> tail(log)).isZero();
        assertThat(Files.readString(log)).contains("Done ");
    }

    @Test
    void whatWasFoundAndWhatFuzzingBeginsWithIsJudgedAlike() throws IOException {
        List<byte[]> inputs = new ArrayList<>(GateFuzz.seeds().values());
        try (Stream<Path> files = Files.list(FOUND)) {
            for (Path file : files.toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        assertThat(inputs).hasSizeGreaterThan(40);
        for (byte[] input : inputs) {
            GateFuzz.fuzzerTestOneInput(input);
        }
    }

    private static Duration time(String otherwise) {
        String given = System.getProperty("polder.fuzz", "").strip();
        return Duration.parse("PT" + (given.isEmpty() ? otherwise : given).toUpperCase(Locale.ROOT));
    }

    private static Process start(Path directory, Duration time, boolean beside) throws IOException {
        Files.createDirectories(directory);
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        for (Map.Entry<String, byte[]> seed : GateFuzz.seeds().entrySet()) {
            Files.write(corpus.resolve(seed.getKey()), seed.getValue());
        }
        List<String> command = new ArrayList<>(beside ? List.of("sh", "-c", BESIDE, directory.toString()) : List.of());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + GateFuzz.class.getName(),
                "--instrumentation_includes=dev.polder.gate.**",
                "--custom_hook_includes=dev.polder.none.*",
                "--disabled_hooks=*",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + File.separator,
                "-max_total_time=" + time.toSeconds(),
                "-seed=" + System.getProperty("polder.fuzz.seed", "1"),
                "-timeout=60",
                "-max_len=2048",
                "-rss_limit_mb=3000",
                "-print_final_stats=1",
                "-dict=" + dictionary(directory),
                corpus.toString(),
                FOUND.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(beside ? "out" : "log").toFile())
                .start();
    }

    private static boolean hasStarted(Process process, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() < end) {
            ended = process.waitFor(200, TimeUnit.MILLISECONDS);
            if (Files.exists(log)
                    && Files.readString(log, StandardCharsets.ISO_8859_1).contains("INITED")) {
                return true;
            }
        }
        return false;
    }

    private static Path dictionary(Path directory) throws IOException {
        List<String> words = new ArrayList<>(GateFuzz.words());
        words.addAll(List.of(
                "true",
                "false",
                "null",
                "\"",
                "\\u00e9",
                "\\ud83d\\ude00",
                "\\ud800",
                "\\u0000",
                "e-1",
                "E+2",
                ".5",
                "-0",
                "9223372036854775807",
                "1e400",
                "2024-02-29",
                "T12:34:56",
                "+01:00",
                "\"AB-1234\"",
                ":{",
                ":[",
                "},{",
                "\r\n",
                "unknown_fields",
                "a@b.nl",
                "::1",
                "0123456789abcdef",
                "\"type\":",
                "\"record\"",
                "\"logicalType\":",
                "{1,3}",
                "(?:",
                "[^a-c]",
                "\\b"));
        return Files.write(
                directory.resolve("dictionary"),
                words.stream()
                        .map(word -> '"'
                                + word.replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("\r", "\\x0d")
                                        .replace("\n", "\\x0a")
                                + '"')
                        .toList());
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Arrays.asList(
                    Files.readString(log, StandardCharsets.ISO_8859_1).split("\n"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
