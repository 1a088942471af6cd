package dev.polder.core.document;

import dev.polder.core.problem.Position;

/** Finds a character of a YAML text in the document, through quotes, folded lines and indentation. */
public final class TextPlace {
    private final String source;
    private final Position start;

    /**
     * @param source the document, verbatim
     * @param start of the text, as the document's reader gives it
     */
    public TextPlace(String source, Position start) {
        this.source = source;
        this.start = start;
    }

    /** Where a character of the text stands; where the text starts when that cannot be told, as behind an escape. */
    public Position of(String text, int offset) {
        int at = offset(start);
        if (at < 0) {
            return start;
        }
        char first = source.charAt(at);
        if (first == '|' || first == '>') {
            at = source.indexOf('\n', at);
        } else if (first == '"' || first == '\'') {
            at++;
        }
        for (int i = 0; i <= Math.min(offset, text.length() - 1) && at >= 0; i++) {
            char wanted = text.charAt(i);
            while (at < source.length() && source.charAt(at) != wanted && isSpace(source.charAt(at))) {
                at++;
            }
            // A folded line end is a blank in the text.
            boolean folded = isSpace(wanted) && at > 0 && isSpace(source.charAt(at - 1));
            if (at < source.length() && source.charAt(at) == wanted) {
                at++;
            } else if (!folded) {
                return start;
            }
        }
        boolean past = offset >= text.length();
        return at <= 0 ? start : position(past ? at : at - 1);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private int offset(Position position) {
        int at = 0;
        for (int line = 1; line < position.line(); line++) {
            at = source.indexOf('\n', at) + 1;
            if (at == 0) {
                return -1;
            }
        }
        for (int column = 1; column < position.column() && at < source.length(); column++) {
            at += Character.charCount(source.codePointAt(at));
        }
        return at < source.length() ? at : -1;
    }

    private Position position(int at) {
        int line = 1;
        int lineStart = 0;
        for (int end = source.indexOf('\n'); end >= 0 && end < at; end = source.indexOf('\n', end + 1)) {
            line++;
            lineStart = end + 1;
        }
        return new Position(start.file(), line, 1 + source.codePointCount(lineStart, at));
    }
}
