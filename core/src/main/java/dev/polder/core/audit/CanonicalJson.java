package dev.polder.core.audit;

import java.util.Locale;
import java.util.Map;

/** A JSON object of strings as RFC 8785 writes it: one text for one content. */
final class CanonicalJson {
    private CanonicalJson() {}

    /** @param members sorted by their names' UTF-16 code units, as a {@link java.util.TreeMap} does */
    static String of(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> {
            if (json.length() > 1) {
                json.append(',');
            }
            string(name, json);
            json.append(':');
            string(value, json);
        });
        return json.append('}').toString();
    }

    private static void string(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c >= ' ') {
                        json.append(c);
                    } else {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    }
                }
            }
        }
        json.append('"');
    }
}
