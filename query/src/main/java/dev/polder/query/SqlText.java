package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.charset.StandardCharsets;

/** The SQL of a query as it was sent, and places in it. */
record SqlText(String text) {
    static SqlText of(String text, int maxLength) {
        if (text.isBlank()) {
            throw new PolderException(Code.SQL_INVALID, "There is no SQL", "Send one SELECT");
        }
        if (text.length() > maxLength) {
            throw new PolderException(
                    Code.SQL_LIMIT,
                    "The SQL has " + text.length() + " characters; " + maxLength + " are allowed",
                    "Send shorter SQL");
        }
        // What is checked must be byte for byte what runs: nothing that a C string or an encoder would change.
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new PolderException(
                    Code.SQL_INVALID, "The SQL holds a character that is no text", "Send the SQL as UTF-8 text");
        }
        return new SqlText(text);
    }

    /** {@code " (line 1, column 8)"} for an offset into the UTF-8 bytes, or nothing for one outside the text. */
    String place(long offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (offset < 0 || offset > bytes.length) {
            return "";
        }
        String before = new String(bytes, 0, (int) offset, StandardCharsets.UTF_8);
        int lineStart = before.lastIndexOf('\n') + 1;
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.codePointCount(lineStart, before.length()) + 1;
        return " (line " + line + ", column " + column + ")";
    }
}
