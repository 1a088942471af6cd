package dev.polder.server.audit;

import dev.polder.core.audit.Checkpoint;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.embedded.SecretFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signed lines, appended and durable one by one. A process that is killed leaves at most one torn line at the end. */
final class CheckpointFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);

    private final Path path;
    private final FileChannel channel;

    private CheckpointFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens the file, or makes it, and takes a torn line off its end. */
    static CheckpointFile open(Path path) {
        try {
            SecretFile.createDirectory(path.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long whole = wholeLines(Files.readAllBytes(path));
            if (whole < channel.size()) {
                LOG.warn("A torn line is taken off the audit's checkpoints file={}", path);
                channel.truncate(whole);
                channel.force(true);
            }
            channel.position(whole);
            return new CheckpointFile(path, channel);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static long wholeLines(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Durable when this returns. */
    synchronized void append(Checkpoint checkpoint) {
        try {
            ByteBuffer line = ByteBuffer.wrap((checkpoint.line() + "\n").getBytes(StandardCharsets.UTF_8));
            long start = channel.position();
            try {
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(false);
            } catch (IOException e) {
                // Half a line, when the disk is full, must not begin the next one.
                channel.truncate(start);
                throw e;
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** All whole lines, in the order in which they were written. */
    List<String> lines() {
        try {
            byte[] content = Files.readAllBytes(path);
            return new String(content, 0, (int) wholeLines(content), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("The audit's checkpoints do not close cleanly problem={}", e.getMessage());
        }
    }

    private static PolderException unusable(Path path, IOException cause) {
        return new PolderException(
                Code.DATA_DIRECTORY,
                "The audit's checkpoints cannot be kept in " + path + ": " + cause.getMessage(),
                "Give the user that runs the server a place with space; audit.checkpoints in polder.yaml names it",
                cause);
    }
}
