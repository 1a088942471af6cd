package dev.polder.core.problem;

import java.util.Objects;

/**
 * A place in a document.
 *
 * @param file the path as the reader gave it, with {@code /}
 * @param line from 1
 * @param column from 1, in code points
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
    public Position {
        Objects.requireNonNull(file);
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line and column start at 1: " + line + ":" + column);
        }
    }

    /** The first character of a file. */
    public static Position start(String file) {
        return new Position(file, 1, 1);
    }

    @Override
    public int compareTo(Position other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
