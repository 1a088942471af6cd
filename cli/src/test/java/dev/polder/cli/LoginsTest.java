package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    private static final URI SERVER = URI.create("http://localhost:7480");

    @TempDir
    private Path directory;

    @Test
    void aTokenIsKeptForItsServerAloneAndForItsOwnerAlone() throws IOException {
        Logins logins = new Logins(directory.resolve("polder/logins.json"));

        logins.put(SERVER, "polder_a");
        logins.put(URI.create("https://mesh.example.org"), "polder_b");

        assertThat(logins.token(URI.create("http://127.0.0.1:7480"))).contains("polder_a");
        assertThat(logins.token(URI.create("https://mesh.example.org:443/"))).contains("polder_b");
        assertThat(logins.token(URI.create("http://mesh.example.org"))).isEmpty();
        assertThat(logins.token(URI.create("https://localhost:7480"))).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(logins.file())))
                .isEqualTo("rw-------");
        assertThat(logins.remove(SERVER)).isTrue();
        assertThat(logins.remove(SERVER)).isFalse();
        assertThat(logins.token(SERVER)).isEmpty();
    }

    @Test
    void aFileThatOthersMayReadIsNotUsed() throws IOException {
        Logins logins = new Logins(directory.resolve("logins.json"));
        logins.put(SERVER, "polder_a");
        Files.setPosixFilePermissions(logins.file(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> logins.token(SERVER))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("Others may read")
                .hasMessageNotContaining("polder_a");
    }
}
