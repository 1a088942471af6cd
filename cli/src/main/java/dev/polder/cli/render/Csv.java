package dev.polder.cli.render;

import java.util.List;

/** Writes CSV (RFC 4180, lines end with LF). */
public final class Csv {
    private Csv() {}

    /** One line, without its end. */
    public static String line(List<String> fields) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                line.append(',');
            }
            field(fields.get(i), line);
        }
        return line.toString();
    }

    private static void field(String text, StringBuilder line) {
        boolean quoted = false;
        for (int i = 0; i < text.length() && !quoted; i++) {
            char c = text.charAt(i);
            quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        if (quoted) {
            line.append('"').append(text.replace("\"", "\"\"")).append('"');
        } else {
            line.append(text);
        }
    }
}
