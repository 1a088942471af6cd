package dev.polder.server.audit;

import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.SignedLines;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed lines, appended and durable one by one, and never anything but appended: also to a file that may only be appended to. A file
 * that has become long is followed by another one, {@code checkpoints.2} and so on, which begins with what is needed of those before; the
 * oldest are removed. A process that is killed leaves at most one torn line at the end, which the next one ends with {@value
 * SignedLines#TORN}.
 */
final class CheckpointFile implements AutoCloseable {
    /** Some 5,000 lines. */
    static final long LONGEST = 1024 * 1024;

    /** Beside the one that is written. */
    static final int KEPT = 10;

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);
    private static final int TAIL = 4096;

    private final Path path;
    private final long longest;
    /** After which another file is begun, or is tried to be again. */
    private long limit;

    private int number;
    private FileChannel channel;
    private boolean torn;

    private CheckpointFile(Path path, long longest) {
        this.path = path;
        this.longest = longest;
        this.limit = longest;
    }

    /** Opens the file, or makes it. */
    static CheckpointFile open(Path path) {
        return open(path, LONGEST);
    }

    /** @param longest after which another file is begun */
    static CheckpointFile open(Path path, long longest) {
        CheckpointFile file = new CheckpointFile(path.toAbsolutePath(), longest);
        try {
            SecretFile.createDirectory(file.path.getParent());
            List<Integer> there = file.numbers();
            file.number = there.isEmpty() ? 1 : there.get(there.size() - 1);
            file.channel = appending(file.file(file.number));
            String tail = tail(file.file(file.number));
            file.torn = !tail.isEmpty() && !tail.endsWith("\n");
            return file;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static FileChannel appending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path file(int one) {
        return one == 1 ? path : path.resolveSibling(path.getFileName() + "." + one);
    }

    /** Of the files that are there, the oldest first. */
    private List<Integer> numbers() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(path.getFileName().toString()) + "(?:\\.([1-9]\\d{0,8}))?");
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.map(file -> number(name.matcher(file.getFileName().toString())))
                    .flatMapToInt(OptionalInt::stream)
                    .sorted()
                    .boxed()
                    .toList();
        }
    }

    private static OptionalInt number(Matcher name) {
        if (!name.matches()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(name.group(1) == null ? 1 : Integer.parseInt(name.group(1)));
    }

    /** Durable when this returns. */
    synchronized void append(Checkpoint checkpoint) {
        try {
            if (channel.size() > limit) {
                beginAnother();
            }
            write(checkpoint.line());
        } catch (IOException e) {
            throw unusable(file(number), e);
        }
    }

    private void write(String line) throws IOException {
        String start = torn ? " " + SignedLines.TORN + "\n" : "";
        // Half a line, when the disk is full, must not begin the next one.
        torn = true;
        write(channel, start + line + "\n");
        torn = false;
    }

    /** A checkpoint says everything about what is before it, so the last lines of each kind are enough. */
    private void beginAnother() throws IOException {
        Path next = file(number + 1);
        try {
            FileChannel another = begun(next);
            close();
            channel = another;
        } catch (IOException | PolderException e) {
            // The long file is as good as before, and lines that are not signed are worse.
            limit = channel.size() + longest / 10;
            LOG.warn(
                    "No other file of checkpoints can be begun now; the long one is continued file={} problem={}",
                    next,
                    e.toString());
            return;
        }
        number++;
        torn = false;
        limit = longest;
        for (int one : numbers()) {
            if (one < number - KEPT) {
                removeIfPossible(file(one));
            }
        }
    }

    /** A durable file with what is needed of those before; otherwise there is none. */
    private FileChannel begun(Path next) throws IOException {
        FileChannel another = appending(next);
        try {
            String needed = String.join("\n", SignedLines.lastOfEachKind(lines())) + "\n";
            write(another, needed);
            SecretFile.force(path.getParent());
            return another;
        } catch (IOException | PolderException e) {
            another.close();
            removeIfPossible(next);
            throw e;
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private static void removeIfPossible(Path old) {
        try {
            Files.deleteIfExists(old);
        } catch (IOException e) {
            // One that may only be appended to stays until somebody removes it.
            LOG.debug("A file of old checkpoints stays file={}", old, e);
        }
    }

    /** All whole lines of the files that are kept, in the order in which they were written. */
    synchronized List<String> lines() {
        try {
            List<String> lines = new ArrayList<>();
            for (int one : numbers()) {
                String content = Files.readString(file(one));
                content.substring(0, content.lastIndexOf('\n') + 1).lines().forEach(lines::add);
            }
            return lines;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** The last line that is one, without reading the others. */
    Optional<Checkpoint> last() {
        try {
            List<Integer> there = numbers();
            for (int i = there.size() - 1; i >= 0; i--) {
                List<Checkpoint> found = tail(file(there.get(i)))
                        .lines()
                        .flatMap(line -> Checkpoint.parse(line).stream())
                        .toList();
                if (!found.isEmpty()) {
                    return Optional.of(found.get(found.size() - 1));
                }
            }
            // Nothing, or something that we have not written.
            return lines().stream()
                    .flatMap(line -> Checkpoint.parse(line).stream())
                    .reduce((first, second) -> second);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** The first of it may be a part of a line. */
    private static String tail(Path file) throws IOException {
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(TAIL, reading.size()));
            reading.position(reading.size() - end.capacity());
            while (end.hasRemaining() && reading.read(end) >= 0) {
                // Until all of it is there.
            }
            return new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
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
