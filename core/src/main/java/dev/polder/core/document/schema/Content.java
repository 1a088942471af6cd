package dev.polder.core.document.schema;

import dev.polder.core.document.Node;
import java.util.Map;
import java.util.TreeMap;

/** A value without its place, so that two values can be compared: equal texts stand for equal values. */
final class Content {
    private Content() {}

    /** The value in one notation: fields sorted, numbers without trailing zeros. */
    static String of(Node value) {
        StringBuilder content = new StringBuilder();
        append(value, content);
        return content.toString();
    }

    /** The value as a message shows it. */
    static String shown(Node value) {
        if (value instanceof Node.Text text) {
            return text.value();
        }
        if (value instanceof Node.Number || value instanceof Node.Bool || value instanceof Node.Null) {
            String content = of(value);
            return content.length() > 40 ? content.substring(0, 40) + "…" : content;
        }
        return value.kind();
    }

    private static void append(Node value, StringBuilder content) {
        if (value instanceof Node.Text text) {
            quoted(text.value(), content);
        } else if (value instanceof Node.Number number) {
            content.append(number.value().stripTrailingZeros());
        } else if (value instanceof Node.Bool bool) {
            content.append(bool.value());
        } else if (value instanceof Node.Null) {
            content.append("null");
        } else if (value instanceof Node.Sequence list) {
            content.append('[');
            for (Node item : list.items()) {
                append(item, content);
                content.append(',');
            }
            content.append(']');
        } else if (value instanceof Node.Mapping mapping) {
            content.append('{');
            for (Map.Entry<String, Node> entry : new TreeMap<>(mapping.entries()).entrySet()) {
                quoted(entry.getKey(), content);
                content.append(':');
                append(entry.getValue(), content);
                content.append(',');
            }
            content.append('}');
        }
    }

    /** With its length before it, so that no text can imitate the notation around it. */
    private static void quoted(String text, StringBuilder content) {
        content.append('"').append(text.length()).append('"').append(text);
    }
}
