package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void aDirectoryInUseIsRefusedWithTheProcessThatUsesIt() {
        Path path = parent.resolve("data");
        try (DataDirectory first = DataDirectory.open(path)) {
            PolderException refusal = catchThrowableOfType(PolderException.class, () -> DataDirectory.open(path));

            assertThat(refusal.code()).isEqualTo(Code.DATA_DIRECTORY);
            assertThat(refusal)
                    .hasMessageContaining(first.path().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aClosedDirectoryCanBeOpenedAgain() {
        Path path = parent.resolve("data");
        DataDirectory.open(path).close();

        try (DataDirectory again = DataDirectory.open(path)) {
            assertThat(again.path()).isDirectory();
        }
    }

    @Test
    void onlyTheOwnerMayEnter() throws IOException {
        try (DataDirectory data = DataDirectory.open(parent.resolve("data"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("data"));

        PolderException refusal = catchThrowableOfType(PolderException.class, () -> DataDirectory.open(file));

        assertThat(refusal.code()).isEqualTo(Code.DATA_DIRECTORY);
        assertThat(refusal.remedy()).contains("--data");
    }

    @Test
    void theServerFileIsThereAsLongAsTheServerIs() throws IOException {
        Path published;
        try (DataDirectory data = DataDirectory.open(parent.resolve("data"))) {
            data.publish(URI.create("http://127.0.0.1:7480"), Optional.empty());
            published = data.path().resolve("server.json");
            assertThat(Files.readString(published)).contains("\"url\":\"http://127.0.0.1:7480\"", "\"pid\":");
        }
        assertThat(published).doesNotExist();
    }
}
