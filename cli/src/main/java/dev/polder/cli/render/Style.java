package dev.polder.cli.render;

/** Colours for a terminal; nothing elsewhere. */
public enum Style {
    PLAIN(""),
    GOOD("\u001b[32m"),
    CAUTION("\u001b[33m"),
    BAD("\u001b[31m"),
    STRONG("\u001b[1m"),
    FAINT("\u001b[2m");

    private static final String RESET = "\u001b[0m";
    private final String start;

    Style(String start) {
        this.start = start;
    }

    String on(String text) {
        return this == PLAIN || text.isEmpty() ? text : start + text + RESET;
    }

    /**
     * Makes a text that came from elsewhere safe for a terminal and for one line: control characters are shown as
     * escapes, so that no value can move the cursor or colour the screen.
     */
    public static String printable(String text) {
        int i = 0;
        while (i < text.length() && !isControl(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8).append(text, 0, i);
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isControl(c)) {
                out.append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c == '\r') {
                out.append("\\r");
            } else {
                String hex = Integer.toHexString(c);
                out.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
            }
        }
        return out.toString();
    }

    /** C0, DEL and C1, line separators, and the marks that turn the direction of writing. */
    private static boolean isControl(char c) {
        return c < 0x20 || c >= 0x7f && c < 0xa0 || c >= '\u2028' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }
}
