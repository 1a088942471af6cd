package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.polder.core.audit.AuditKey;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.SignedLines;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    private final AuditKey key = AuditKey.generate();

    @Test
    void aTornLastLineIsEndedAndPassedOver() throws IOException {
        Path path = directory.resolve("audit").resolve("checkpoints");
        try (CheckpointFile file = CheckpointFile.open(path)) {
            file.append(checkpoint(1));
            file.append(checkpoint(2));
        }
        Files.writeString(path, checkpoint(3).line().substring(0, 50), StandardOpenOption.APPEND);

        try (CheckpointFile file = CheckpointFile.open(path)) {
            file.append(checkpoint(4));

            assertThat(file.last()).contains(checkpoint(4));
            SignedLines found = SignedLines.of(file.lines(), key.verifying(), ChainHead.START);
            assertThat(found.signed())
                    .extracting(line -> line.head().sequence())
                    .containsExactly(1L, 2L, 4L);
            assertThat(found.doubts()).isEmpty();
        }
    }

    @Test
    void aFileThatMayOnlyBeAppendedToIsAppendedTo() throws Exception {
        Path path = directory.resolve("checkpoints");
        try (CheckpointFile file = CheckpointFile.open(path)) {
            file.append(checkpoint(1));
        }
        Files.writeString(path, "checkpoint 2 torn", StandardOpenOption.APPEND);
        assumeTrue(chattr("+a", path), "needs chattr, the right to use it and a file system that knows it");
        try (CheckpointFile file = CheckpointFile.open(path)) {
            assertThatThrownBy(() -> Files.writeString(path, "")).isInstanceOf(IOException.class);

            file.append(checkpoint(3));

            assertThat(SignedLines.of(file.lines(), key.verifying(), ChainHead.START)
                            .signed())
                    .containsExactly(checkpoint(1), checkpoint(3));
        } finally {
            chattr("-a", path);
        }
    }

    private static boolean chattr(String change, Path path) throws InterruptedException {
        try {
            return new ProcessBuilder("chattr", change, path.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aLongFileIsFollowedByAnotherThatSaysAllThatTheOldestOnesSaid() throws IOException {
        Path path = directory.resolve("checkpoints");
        try (CheckpointFile file = CheckpointFile.open(path, 2_000)) {
            file.append(Checkpoint.signed(Checkpoint.Kind.PRUNED, head(1), AT, key));
            for (int i = 2; i <= 300; i++) {
                file.append(checkpoint(i));
            }
            SignedLines found = SignedLines.of(file.lines(), key.verifying(), ChainHead.START);

            assertThat(found.doubts()).isEmpty();
            assertThat(found.start(2, ChainHead.START)).isEqualTo(head(1));
            assertThat(found.anchors()).last().isEqualTo(checkpoint(300).anchor());
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.toList())
                    .hasSize(CheckpointFile.KEPT + 1)
                    .doesNotContain(path)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(3_000));
        }
        try (CheckpointFile again = CheckpointFile.open(path, 2_000)) {
            assertThat(again.last()).contains(checkpoint(300));
        }
    }

    @Test
    void aLongFileIsContinuedAsLongAsNoOtherOneCanBeBegun() throws IOException {
        Path path = directory.resolve("checkpoints");
        Path next = directory.resolve("checkpoints.2");
        try (CheckpointFile file = CheckpointFile.open(path, 2_000)) {
            Files.createDirectory(next);
            for (int i = 1; i <= 20; i++) {
                file.append(checkpoint(i));
            }
            Files.delete(next);
            assertThat(file.last()).contains(checkpoint(20));

            for (int i = 21; i <= 25; i++) {
                file.append(checkpoint(i));
            }

            assertThat(next).isRegularFile();
            SignedLines found = SignedLines.of(file.lines(), key.verifying(), ChainHead.START);
            assertThat(found.doubts()).isEmpty();
            assertThat(found.signed()).contains(checkpoint(1), checkpoint(20), checkpoint(21), checkpoint(25));
        }
    }

    @Test
    void aKeyThatIsGoneOrAnotherOneIsRefusedUntilItIsAccepted() throws IOException {
        AuditConfig files = AuditConfig.in(directory);
        Files.createDirectories(files.key().getParent());
        String id = key.verifying().id();
        assertThatThrownBy(() -> files.signingKey(Optional.of(id)))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining(files.key() + " is not there")
                .hasMessageContaining(id);
        Files.writeString(files.key(), AuditKey.generate().pem());
        assertThatThrownBy(() -> files.signingKey(Optional.of(id)))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.remedy()).contains("polder audit accept-key " + id))
                .hasMessageContaining("another one");

        Files.writeString(files.key().resolveSibling("audit.key.accepted"), id + "\n");

        assertThat(files.signingKey(Optional.of(id)).verifying().id()).isNotEqualTo(id);
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

        String first = files.signingKey(Optional.empty()).verifying().id();

        assertThat(files.signingKey(Optional.of(first)).verifying().id()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
    }

    private Checkpoint checkpoint(long sequence) {
        return Checkpoint.signed(Checkpoint.Kind.CHECKPOINT, head(sequence), AT, key);
    }

    private static ChainHead head(long sequence) {
        return new ChainHead(sequence, "ab".repeat(32));
    }
}
