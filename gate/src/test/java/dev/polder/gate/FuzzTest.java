package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coverage-guided fuzzing of {@link GateFuzz} with Jazzer, in a JVM of its own because Jazzer instruments what it loads. 30 seconds, or
 * {@code -Dpolder.fuzz=10m}. Starts from the small corpus in {@code src/test/resources/fuzz}.
 */
class FuzzTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

    @Test
    void fuzzingFindsNoDifference(@TempDir Path directory) throws IOException, InterruptedException {
        Duration time = Duration.parse(
                "PT" + System.getProperty("polder.fuzz", "30s").strip().toUpperCase(java.util.Locale.ROOT));
        Path found = Files.createDirectory(directory.resolve("found"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
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
                "-timeout=20",
                "-max_len=4096",
                "-rss_limit_mb=3000",
                "-dict=" + dictionary(directory),
                found.toString(),
                CORPUS.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(new File("").getAbsoluteFile())
                .start();
        String output;
        try (InputStream out = process.getInputStream()) {
            output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor()).as(tail(output)).isZero();
        assertThat(output).contains("Done ");
    }

    @Test
    void theCorpusIsJudgedAlike() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS)) {
            inputs = files.toList();
        }
        assertThat(inputs).isNotEmpty();
        for (Path input : inputs) {
            GateFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
        }
    }

    private static Path dictionary(Path directory) throws IOException {
        List<String> words = List.of(
                "true",
                "false",
                "null",
                "\\\"",
                "\\\\u00e9",
                "\\\\ud83d\\\\ude00",
                "\\\\ud800",
                "\\\\u0000",
                "e-1",
                "E+2",
                ".5",
                "-0",
                "9223372036854775807",
                "1e400",
                "2024-02-29",
                "T12:34:56",
                "+01:00",
                "Z",
                "\\\"id\\\":",
                "\\\"price\\\":",
                "\\\"at\\\":",
                "\\\"sku\\\":",
                "\\\"AB-1234\\\"",
                "\\\"kind\\\":",
                "\\\"o\\\":{",
                "\\\"l\\\":[",
                "\\\"m\\\":{",
                "\\x0d\\x0a",
                "\\xef\\xbb\\xbf",
                "unknown_fields",
                "a@b.nl",
                "::1",
                "id,price,at,sku,kind");
        return Files.write(
                directory.resolve("dictionary"),
                words.stream().map(word -> '"' + word + '"').toList());
    }

    private static String tail(String output) {
        List<String> lines = Arrays.asList(output.split("\n"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
