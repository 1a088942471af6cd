package dev.polder.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that is gone when the run is over. */
public record Scratch(Path directory) implements AutoCloseable {
    public static Scratch create() throws IOException {
        Scratch scratch = new Scratch(Files.createTempDirectory("polder-bench-"));
        // Also when somebody loses patience.
        Runtime.getRuntime().addShutdownHook(new Thread(scratch::close));
        return scratch;
    }

    @Override
    public void close() {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Cannot delete " + directory + ": " + e.getMessage());
        }
    }
}
