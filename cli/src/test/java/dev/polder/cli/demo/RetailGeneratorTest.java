package dev.polder.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetailGeneratorTest {
    /** The smallest scale that still has every channel. */
    private static final double SCALE = 0.001;

    @Test
    void theSameArgumentsGiveTheSameFilesByteForByte(@TempDir Path first, @TempDir Path second) throws Exception {
        RetailGenerator.generate(first, SCALE, 0.02);
        RetailGenerator.generate(second, SCALE, 0.02);

        assertThat(contents(first)).isEqualTo(contents(second)).hasSizeGreaterThan(8);
    }

    @Test
    void theManifestCountsWhatIsInTheFilesAndBrokenCsvListsEveryBrokenRecord(@TempDir Path directory) throws Exception {
        RetailData data = RetailGenerator.generate(directory, SCALE, 0.02);

        for (RetailData.File file : data.files()) {
            List<String> lines = Files.readAllLines(directory.resolve(file.file()));
            // A CSV file has a header, a JSON array a line for each bracket.
            int around = file.file().endsWith(".csv") ? 1 : file.file().endsWith(".json") ? 2 : 0;
            assertThat(lines).as(file.file()).hasSize(Math.toIntExact(file.records()) + around);
        }
        assertThat(Files.readAllLines(directory.resolve("broken.csv"))).hasSize(Math.toIntExact(data.broken()) + 1);
        assertThat((double) data.broken() / data.records()).isBetween(0.01, 0.03);
    }

    @Test
    void withoutBrokenRecordsEveryLineIsWhole(@TempDir Path directory) throws Exception {
        RetailData data = RetailGenerator.generate(directory, SCALE, 0);

        assertThat(data.broken()).isZero();
        assertThat(Files.readAllLines(directory.resolve("order-lines-store.ndjson")))
                .allSatisfy(line ->
                        assertThat(line).startsWith("{\"order_id\":\"S-").endsWith("}"));
    }

    @Test
    void aSecondCallFindsTheFilesOfTheFirst(@TempDir Path directory) throws Exception {
        RetailData made = RetailGenerator.generate(directory, SCALE, 0.02);
        Path one = directory.resolve("customers.ndjson");
        Files.writeString(one, "touched");

        RetailData found = RetailGenerator.generate(directory, SCALE, 0.02);

        assertThat(found).isEqualTo(made);
        assertThat(one).hasContent("touched");
    }

    private static List<String> contents(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return file.getFileName() + "\n" + Files.readString(file);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.toList());
        }
    }
}
