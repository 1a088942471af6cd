package dev.polder.client;

import java.util.Iterator;
import java.util.Map;

/** Writes {@link Json}. */
final class JsonWriter {
    private JsonWriter() {}

    static void write(Json value, StringBuilder out) {
        if (value instanceof Json.Obj object) {
            out.append('{');
            String separator = "";
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                out.append(separator);
                quote(member.getKey(), out);
                out.append(':');
                write(member.getValue(), out);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof Json.Arr array) {
            out.append('[');
            String separator = "";
            for (Json item : array.items()) {
                out.append(separator);
                write(item, out);
                separator = ",";
            }
            out.append(']');
        } else {
            scalar(value, out);
        }
    }

    static void writePretty(Json value, String indent, StringBuilder out) {
        String inner = indent.concat("  ");
        if (value instanceof Json.Obj object && !object.members().isEmpty()) {
            out.append("{\n");
            Iterator<Map.Entry<String, Json>> members =
                    object.members().entrySet().iterator();
            while (members.hasNext()) {
                Map.Entry<String, Json> member = members.next();
                out.append(inner);
                quote(member.getKey(), out);
                out.append(": ");
                writePretty(member.getValue(), inner, out);
                out.append(members.hasNext() ? ",\n" : "\n");
            }
            out.append(indent).append('}');
        } else if (value instanceof Json.Arr array && !array.items().isEmpty()) {
            out.append("[\n");
            Iterator<Json> items = array.items().iterator();
            while (items.hasNext()) {
                out.append(inner);
                writePretty(items.next(), inner, out);
                out.append(items.hasNext() ? ",\n" : "\n");
            }
            out.append(indent).append(']');
        } else {
            write(value, out);
        }
    }

    private static void scalar(Json value, StringBuilder out) {
        if (value instanceof Json.Text text) {
            quote(text.value(), out);
        } else {
            out.append(value.scalar().orElse("null"));
        }
    }

    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // Also DEL and C1: a terminal may act on them.
                    if (c < 0x20 || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029') {
                        out.append("\\u");
                        String hex = Integer.toHexString(c);
                        out.append("0000", 0, 4 - hex.length()).append(hex);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
