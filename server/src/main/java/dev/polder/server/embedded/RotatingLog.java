package dev.polder.server.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A log file of bounded size: when it is full it becomes {@code NAME.1}, and the oldest goes. Also remembers the last lines, for
 * messages about a part that ended. Safe for several threads.
 */
final class RotatingLog implements AutoCloseable {
    private static final int REMEMBERED_LINES = 40;
    private static final int REMEMBERED_LENGTH = 2_000;

    private final Path file;
    private final long maxBytes;
    private final int kept;
    private final Deque<String> last = new ArrayDeque<>();
    private OutputStream out;
    private long size;

    /**
     * @param maxBytes size of one file
     * @param kept how many full files to keep beside the current one
     */
    RotatingLog(Path file, long maxBytes, int kept) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.kept = kept;
        Files.createDirectories(file.getParent());
        open();
    }

    Path file() {
        return file;
    }

    /** Appends a line. A log that cannot be written must not end the part it is about: the line is dropped then. */
    synchronized void line(String line) {
        last.addLast(line.length() > REMEMBERED_LENGTH ? line.substring(0, REMEMBERED_LENGTH) : line);
        if (last.size() > REMEMBERED_LINES) {
            last.removeFirst();
        }
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (size > 0 && size + bytes.length > maxBytes) {
                rotate();
            }
            out.write(bytes);
            size += bytes.length;
        } catch (IOException unwritable) {
            size += bytes.length;
        }
    }

    /** The newest lines, oldest first. */
    synchronized List<String> lastLines() {
        return List.copyOf(last);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private void open() throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(file);
    }

    private void rotate() throws IOException {
        out.close();
        for (int number = kept; number > 0; number--) {
            Path from = number == 1 ? file : numbered(number - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        open();
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
