package dev.polder.cli.render;

import dev.polder.client.Json;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes JSON values as YAML. */
public final class Yaml {
    /** Texts that are themselves in every YAML version; all others are quoted. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+(),-]+)*");

    private static final Pattern WORDS = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|nan|inf");

    private Yaml() {}

    /** With a final newline. */
    public static String write(Json value) {
        StringBuilder out = new StringBuilder();
        if (isBlock(value)) {
            block(value, "", out);
        } else {
            out.append(flow(value)).append('\n');
        }
        return out.toString();
    }

    private static boolean isBlock(Json value) {
        return !value.fields().isEmpty() || !value.items().isEmpty();
    }

    private static void block(Json value, String indent, StringBuilder out) {
        String prefix = "";
        for (Map.Entry<String, Json> member : value.fields().entrySet()) {
            out.append(prefix).append(key(member.getKey())).append(':');
            prefix = indent;
            nested(member.getValue(), indent, out);
        }
        for (Json item : value.items()) {
            out.append(prefix).append('-');
            prefix = indent;
            if (isBlock(item)) {
                out.append(' ');
                block(item, indent.concat("  "), out);
            } else {
                out.append(' ').append(flow(item)).append('\n');
            }
        }
    }

    private static void nested(Json value, String indent, StringBuilder out) {
        if (!isBlock(value)) {
            out.append(' ').append(flow(value)).append('\n');
            return;
        }
        String inner = value.fields().isEmpty() ? indent : indent.concat("  ");
        out.append('\n').append(inner);
        block(value, inner, out);
    }

    private static String flow(Json value) {
        if (value instanceof Json.Text text) {
            return isPlain(text.value()) ? text.value() : value.compact();
        }
        return value.compact();
    }

    private static String key(String name) {
        return isPlain(name) ? name : Json.of(name).compact();
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.matcher(text).matches();
    }
}
