package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleChildrenTest {
    @TempDir
    Path data;

    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void aProcessThatWasRecordedAndNamesTheDirectoryIsEnded() throws Exception {
        process = start(data.toString());
        record(process.pid(), startOf(process));

        List<String> ended = StaleChildren.end(file(), data);

        assertThat(ended).containsExactly("kafka");
        assertThat(process.waitFor()).isNotZero();
    }

    @Test
    void aProcessThatStartedAtAnotherTimeIsLeftAlone() throws Exception {
        process = start(data.toString());
        record(process.pid(), startOf(process).minusSeconds(60));

        assertThat(StaleChildren.end(file(), data)).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aProcessThatDoesNotNameTheDirectoryIsLeftAlone() throws Exception {
        process = start("elsewhere");
        record(process.pid(), startOf(process));

        assertThat(StaleChildren.end(file(), data)).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aDamagedRecordEndsNothing() throws Exception {
        process = start(data.toString());
        SecretFile.write(data.resolve("children.json"), "{\"children\":[{\"pid\":" + process.pid());

        assertThat(StaleChildren.end(file(), data)).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    private ChildrenFile file() {
        return new ChildrenFile(data.resolve("children.json"));
    }

    private void record(long pid, Instant started) throws IOException {
        file().write(List.of(new PartStatus(
                "kafka",
                ChildState.Phase.READY,
                Optional.of(pid),
                Optional.of(started),
                Instant.now(),
                0,
                Optional.empty())));
    }

    private static Process start(String argument) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", "while :; do sleep 1; done", argument).start();
    }

    private static Instant startOf(Process process) {
        return process.info().startInstant().orElseThrow();
    }
}
