package dev.polder.cli.ingest;

/** Follows JSON byte by byte as far as brackets and quotes go; says nothing about whether it is JSON. */
final class JsonNesting {
    private int depth;
    private boolean inString;
    private boolean escaped;

    void next(int value) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = value == '\\';
            inString = value != '"';
        } else if (value == '"') {
            inString = true;
        } else if (value == '{' || value == '[') {
            depth++;
        } else if (isClosing(value)) {
            depth--;
        }
    }

    /** Brackets that are open; below zero when more were closed than opened. */
    int depth() {
        return depth;
    }

    boolean isInString() {
        return inString;
    }

    static boolean isClosing(int value) {
        return value == '}' || value == ']';
    }
}
