package dev.polder.cli.ingest;

import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Where the checkpoint of one file and one port is kept: {@code <data>/ingest/<name>.json}. While it is open no other
 * process can open it, so that a file is never sent twice at the same time.
 */
final class Checkpoints implements Closeable {
    private final Path file;
    private final FileChannel lock;

    private Checkpoints(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    static Checkpoints open(Path dataDirectory, String realPath, String server, String port) {
        Path directory = dataDirectory.resolve("ingest");
        String name = new Digest().with(realPath).with(server).with(port).hex();
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new PolderException(
                        Code.ALREADY_EXISTS,
                        realPath + " is being sent to " + port + " already",
                        "Wait until the other 'polder ingest' has ended");
            }
            return new Checkpoints(directory.resolve(name + ".json"), channel);
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Cannot keep track of what is sent in " + directory + ": " + e.getMessage(),
                    "Give a directory that you may write: --data DIR",
                    e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Empty when the file has not been sent yet. */
    Optional<Checkpoint> read() {
        try {
            return Optional.of(Checkpoint.of(Json.parse(Files.readString(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | PolderException | NoSuchElementException | IllegalArgumentException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The progress file " + file + " cannot be read: " + e.getMessage(),
                    "Remove it and ingest with --restart",
                    e);
        }
    }

    /** All or nothing, also when the machine stops at this moment. */
    void write(Checkpoint checkpoint) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, checkpoint.toJson().pretty());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Cannot write the progress file " + file + ": " + e.getMessage(),
                    "Make room or give another directory: --data DIR; the same command then goes on",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
