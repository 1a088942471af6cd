package dev.polder.cli.ingest;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * What is sent: a file, or standard input.
 *
 * @param shown as the user gave it
 * @param path empty for standard input
 * @param size bytes on disk; 0 when unknown
 */
record SourceFile(String shown, Optional<Path> path, long size, long modified) {
    static SourceFile of(String argument) {
        if (argument.equals("-")) {
            return new SourceFile("standard input", Optional.empty(), 0, 0);
        }
        Path path = Path.of(argument);
        try {
            if (Files.isDirectory(path)) {
                throw new PolderException(
                        Code.USAGE, argument + " is a directory", "Give the files in it: polder ingest ADDRESS DIR/*");
            }
            Path real = path.toRealPath();
            return new SourceFile(
                    argument,
                    Optional.of(real),
                    Files.size(real),
                    Files.getLastModifiedTime(real).toMillis());
        } catch (NoSuchFileException e) {
            throw new PolderException(
                    Code.USAGE,
                    argument + " does not exist",
                    "Give a CSV, NDJSON or JSON file, or - for standard input",
                    e);
        } catch (IOException e) {
            throw unreadable(argument, e);
        }
    }

    /**
     * Opens it, unpacked.
     *
     * @param read counts the bytes read from disk
     */
    ByteInput open(InputStream standardInput, AtomicLong read) {
        try {
            InputStream raw = path.isPresent() ? Files.newInputStream(path.get()) : standardInput;
            BufferedInputStream buffered = new BufferedInputStream(counted(raw, read), 1 << 16);
            buffered.mark(2);
            boolean packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
            buffered.reset();
            return new ByteInput(packed ? new GZIPInputStream(buffered, 1 << 16) : buffered);
        } catch (IOException e) {
            throw unreadable(shown, e);
        }
    }

    static PolderException unreadable(String shown, IOException e) {
        return new PolderException(
                Code.USAGE,
                shown + " cannot be read: " + e.getMessage(),
                "Check that it is whole and that you may read it",
                e);
    }

    private static InputStream counted(InputStream in, AtomicLong read) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value >= 0) {
                    read.incrementAndGet();
                }
                return value;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                if (count > 0) {
                    read.addAndGet(count);
                }
                return count;
            }
        };
    }
}
