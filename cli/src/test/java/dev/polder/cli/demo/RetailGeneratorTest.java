package dev.polder.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetailGeneratorTest {
    private static final double SCALE = 0.001;

    @TempDir
    static Path directory;

    private static RetailData data;

    @BeforeAll
    static void generate() throws Exception {
        data = RetailGenerator.generate(directory, SCALE, 0.02);
    }

    @Test
    void theSameArgumentsGiveTheSameFilesByteForByte(@TempDir Path second) throws Exception {
        RetailGenerator.generate(second, SCALE, 0.02);

        assertThat(contents(second)).isEqualTo(contents(directory)).hasSizeGreaterThan(8);
    }

    @Test
    void theManifestCountsWhatIsInTheFilesAndBrokenCsvListsEveryBrokenRecord() throws Exception {
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
    void aSecondCallFindsTheFilesOfTheFirst() throws Exception {
        Path one = directory.resolve("customers.ndjson");
        FileTime before = Files.getLastModifiedTime(one);

        RetailData found = RetailGenerator.generate(directory, SCALE, 0.02);

        assertThat(found).isEqualTo(data);
        assertThat(Files.getLastModifiedTime(one)).isEqualTo(before);
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
