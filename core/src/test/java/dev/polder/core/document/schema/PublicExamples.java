package dev.polder.core.document.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The public documents beside the repository, with what the published schemas say about each. */
public final class PublicExamples {
    private static final Path STANDARDS = Path.of(System.getProperty("polder.root", "."), "..", "shared", "standards");

    private PublicExamples() {}

    /** @param verdicts column of the index, such as {@code ODCS_3.1.0} → valid */
    public record Example(String file, String kind, String apiVersion, Map<String, Boolean> verdicts, String text) {}

    static boolean arePresent() {
        return Files.exists(STANDARDS.resolve("INDEX.csv"));
    }

    /** All of them; the test that asks is skipped where they are not there. */
    public static List<Example> all() {
        Path index = STANDARDS.resolve("INDEX.csv");
        Assumptions.assumeTrue(arePresent(), "the public documents are not there: " + index.normalize());
        try {
            List<String> lines = Files.readAllLines(index, StandardCharsets.UTF_8);
            String[] header = lines.get(0).split(",", -1);
            List<Example> examples = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                Map<String, String> row = new HashMap<>();
                Map<String, Boolean> verdicts = new HashMap<>();
                for (int i = 0; i < header.length; i++) {
                    row.put(header[i], cells[i]);
                    if (header[i].contains("_") && !cells[i].isEmpty()) {
                        verdicts.put(header[i], cells[i].equals("valid"));
                    }
                }
                String text = Files.readString(STANDARDS.resolve(row.get("file")), StandardCharsets.UTF_8);
                examples.add(new Example(row.get("file"), row.get("kind"), row.get("apiVersion"), verdicts, text));
            }
            return examples;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
