package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    private Path directory;

    @Test
    void ofSeveralThatCreateAFileAtOnceOneIsSuccessfulAndNothingIsLeftBehind() throws IOException {
        Path file = directory.resolve("keys/a/master.key");

        long successful = IntStream.range(0, 16)
                .parallel()
                .filter(i -> create(file, Integer.toString(i)))
                .count();

        assertThat(successful).isEqualTo(1);
        String first = Files.readString(file);
        assertThat(create(file, "another")).isFalse();
        assertThat(Files.readString(file)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aSecretIsMadeOnceAndAnEmptyFileHoldsNone() throws IOException {
        Path file = directory.resolve("token");
        String secret = SecretFile.readOrCreate(file);

        assertThat(secret).hasSizeGreaterThan(30);
        assertThat(SecretFile.readOrCreate(file)).isEqualTo(secret);
        Files.writeString(file, "\n");
        assertThat(SecretFile.readOrCreate(file)).hasSizeGreaterThan(30).isNotEqualTo(secret);
    }

    private static boolean create(Path file, String content) {
        try {
            return SecretFile.create(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
