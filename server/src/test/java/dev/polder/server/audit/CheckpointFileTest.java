package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.audit.AuditKey;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    @TempDir
    Path directory;

    private final AuditKey key = AuditKey.generate();

    @Test
    void aTornLastLineIsTakenOff() throws IOException {
        Path path = directory.resolve("audit").resolve("checkpoints");
        try (CheckpointFile file = CheckpointFile.open(path)) {
            file.append(checkpoint(1));
            file.append(checkpoint(2));
        }
        Files.writeString(path, checkpoint(3).line().substring(0, 50), StandardOpenOption.APPEND);

        try (CheckpointFile file = CheckpointFile.open(path)) {
            file.append(checkpoint(4));

            assertThat(file.lines())
                    .extracting(
                            line -> Checkpoint.parse(line).orElseThrow().head().sequence())
                    .containsExactly(1L, 2L, 4L);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> CheckpointFile.open(file.resolve("checkpoints")))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("cannot be kept in");
    }

    @Test
    void theSigningKeyIsMadeOnceAndItsOwnersAlone() throws IOException {
        AuditConfig files = AuditConfig.in(directory);

        String first = files.signingKey().verifying().id();

        assertThat(files.signingKey().verifying().id()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
    }

    private Checkpoint checkpoint(long sequence) {
        return Checkpoint.signed(
                Checkpoint.Kind.CHECKPOINT,
                new ChainHead(sequence, "ab".repeat(32)),
                Instant.parse("2026-11-23T10:00:00Z"),
                key);
    }
}
