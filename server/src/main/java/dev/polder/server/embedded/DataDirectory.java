package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory that holds everything a server keeps, locked as long as this server runs: two servers on one directory would
 * destroy each other's data. The lock ends with the process, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final long REFUSED_BELOW_MEGABYTES = 256;
    private static final long WARNED_BELOW_MEGABYTES = 1024;

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if it is not there, and locks it.
     *
     * @throws PolderException DATA_DIRECTORY when it cannot be used or another server uses it; DISK_FULL
     */
    public static DataDirectory open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            SecretFile.createDirectory(path);
            Path real = path.toRealPath();
            checkSpace(real);
            return new DataDirectory(real, lock(real));
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The data directory " + path + " cannot be used: " + e,
                    "Name a directory that this user may write with --data",
                    e);
        }
    }

    /** The directory, absolute, without symbolic links. */
    public Path path() {
        return path;
    }

    public Path secrets() {
        return path.resolve("secrets");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    Path children() {
        return path.resolve("children.json");
    }

    private Path serverFile() {
        return path.resolve("server.json");
    }

    /**
     * Tells clients on this machine where the server is: {@code server.json}.
     *
     * @param ca a file of the authorities that they shall trust
     */
    public void publish(URI url, Optional<Path> ca) {
        try {
            var server = JsonMapper.shared()
                    .createObjectNode()
                    .put("url", url.toString())
                    .put("pid", ProcessHandle.current().pid())
                    .put("started", started().toString());
            ca.ifPresent(file -> server.put("ca", file.toString()));
            String content = JsonMapper.shared().writeValueAsString(server);
            SecretFile.write(serverFile(), content + "\n");
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Cannot write " + serverFile() + ": " + e.getMessage(),
                    "Check space and rights of the data directory",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(serverFile());
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("Cannot give the data directory free path={} problem={}", path, e.getMessage());
        }
    }

    private static Instant started() {
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path file = directory.resolve("server.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ownedByThisProgram) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Another server uses the data directory " + directory + ": process "
                            + Files.readString(file).strip(),
                    "Stop it with polder down, or name another directory with --data and another port with --port");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static void checkSpace(Path directory) throws IOException {
        long megabytes = Files.getFileStore(directory).getUsableSpace() >> 20;
        if (megabytes < REFUSED_BELOW_MEGABYTES) {
            throw new PolderException(
                    Code.DISK_FULL,
                    "Only " + megabytes + " MB are free for the data directory " + directory,
                    "Free some space, or name a directory on a larger disk with --data");
        }
        if (megabytes < WARNED_BELOW_MEGABYTES) {
            LOG.warn("Little space is left data={} free-megabytes={}", directory, megabytes);
        }
    }
}
