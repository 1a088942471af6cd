package dev.polder.core.document;

/** How a value from a document appears in a message: on one line, in quotes, not too long. */
public final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    /** The value in double quotes. */
    public static String value(String value) {
        return '"' + text(value) + '"';
    }

    /** The text on one line, cut when it is long. */
    static String text(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(character -> Character.isISOControl(character) ? ' ' : character)
                .forEach(line::appendCodePoint);
        return text.codePointCount(0, text.length()) > LONGEST ? line + "…" : line.toString();
    }
}
