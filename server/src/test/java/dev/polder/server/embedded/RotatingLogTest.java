package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
    @TempDir
    Path directory;

    @Test
    void theNewestLinesStayAndTheOldestGo() throws IOException {
        try (RotatingLog log = new RotatingLog(directory.resolve("a.log"), 20, 2)) {
            for (int line = 0; line < 100; line++) {
                log.line(String.format("line %04d", line));
            }
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.log", "a.log.1", "a.log.2");
        }
        assertThat(directory.resolve("a.log")).hasContent("line 0098\nline 0099");
        assertThat(directory.resolve("a.log.2")).hasContent("line 0094\nline 0095");
    }

    @Test
    void itGoesOnWhereAnEarlierServerLeftOff() throws IOException {
        Files.writeString(directory.resolve("a.log"), "earlier\n");

        try (RotatingLog log = new RotatingLog(directory.resolve("a.log"), 1000, 1)) {
            log.line("later");
        }

        assertThat(directory.resolve("a.log")).hasContent("earlier\nlater");
    }
}
