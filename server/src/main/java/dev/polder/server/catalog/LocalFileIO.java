package dev.polder.server.catalog;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Iceberg's files on the local disk, without Hadoop, and only below one directory: a location outside it, or one that
 * leaves it by {@code ..} or a symbolic link, is refused with {@link ForbiddenException}. A file appears under its name
 * only when it is complete and on disk.
 */
public final class LocalFileIO implements SupportsPrefixOperations, SupportsBulkOperations {
    private static final String SCHEME = "file:";
    private static final String UNFINISHED = ".unfinished";

    private final File root;

    /** Creates the directory when it does not exist. */
    public LocalFileIO(Path directory) {
        try {
            root = Files.createDirectories(directory).toRealPath().toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory's location as Iceberg writes it: {@code file:///…}, without a slash at the end. */
    public String location() {
        return SCHEME + "//" + root;
    }

    /**
     * The file behind a location: {@code file:/a}, {@code file:///a} or {@code /a}. Nothing is percent-decoded, because
     * Iceberg's writers do not encode.
     */
    public Path path(String location) {
        Path rootPath = root.toPath();
        Path path = plain(location).normalize();
        if (!path.startsWith(rootPath)
                || path.equals(rootPath)
                || !resolved(path).startsWith(rootPath)) {
            throw outside(location);
        }
        return path;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInput(location, path(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutput(location, path(location));
    }

    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(path(location));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to delete " + location, e);
        }
    }

    @Override
    public void deleteFiles(Iterable<String> locations) {
        int failed = 0;
        for (String location : locations) {
            try {
                deleteFile(location);
            } catch (UncheckedIOException | ForbiddenException e) {
                failed++;
            }
        }
        if (failed > 0) {
            throw new BulkDeletionFailureException(failed);
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        List<FileInfo> found = new ArrayList<>();
        Path directory = path(prefix);
        if (!Files.exists(directory)) {
            return found;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                if (!file.toString().endsWith(UNFINISHED)) {
                    found.add(new FileInfo(
                            SCHEME + "//" + file,
                            Files.size(file),
                            Files.getLastModifiedTime(file).toMillis()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to list " + prefix, e);
        }
        return found;
    }

    @Override
    public void deletePrefix(String prefix) {
        Path directory = path(prefix);
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to delete " + prefix, e);
        }
    }

    private static Path plain(String location) {
        String path = location;
        if (path.startsWith(SCHEME)) {
            path = path.substring(SCHEME.length());
            if (path.startsWith("//")) {
                path = path.substring(2);
            }
        }
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw outside(location);
        }
        return Path.of(path);
    }

    /** With symbolic links followed as far as the path exists. */
    private static Path resolved(Path path) {
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            return path;
        }
        try {
            return existing.toRealPath().resolve(existing.relativize(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ForbiddenException outside(String location) {
        return new ForbiddenException("Location is not below the warehouse: %s", location);
    }

    private record LocalInput(String location, Path path) implements InputFile {
        @Override
        public long getLength() {
            try {
                return Files.size(path);
            } catch (NoSuchFileException e) {
                throw new NotFoundException(e, "File does not exist: %s", location);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public SeekableInputStream newStream() {
            try {
                return new ChannelInput(FileChannel.open(path));
            } catch (NoSuchFileException e) {
                throw new NotFoundException(e, "File does not exist: %s", location);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean exists() {
            return Files.exists(path);
        }
    }

    private record LocalOutput(String location, Path path) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            if (Files.exists(path)) {
                throw new AlreadyExistsException("File already exists: %s", location);
            }
            return open(this::linkNew);
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return open(this::replace);
        }

        @Override
        public InputFile toInputFile() {
            return new LocalInput(location, path);
        }

        private PositionOutputStream open(Publication publication) {
            try {
                Files.createDirectories(path.getParent());
                Path unfinished = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
                FileChannel channel =
                        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return new ChannelOutput(channel, unfinished, publication);
            } catch (IOException e) {
                throw new UncheckedIOException("Failed to create " + location, e);
            }
        }

        /** A hard link fails when the name is taken, so of two creators one wins. */
        private void linkNew(Path finished) throws IOException {
            try {
                Files.createLink(path, finished);
            } catch (FileAlreadyExistsException e) {
                throw new AlreadyExistsException(e, "File already exists: %s", location);
            } finally {
                Files.deleteIfExists(finished);
            }
            syncDirectory();
        }

        private void replace(Path finished) throws IOException {
            try {
                Files.move(finished, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(finished, path, StandardCopyOption.REPLACE_EXISTING);
            }
            syncDirectory();
        }

        private void syncDirectory() throws IOException {
            try (FileChannel directory = FileChannel.open(path.getParent())) {
                directory.force(true);
            }
        }
    }
}
