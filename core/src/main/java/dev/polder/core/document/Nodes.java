package dev.polder.core.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lenient access to documents whose structure is judged elsewhere: what is absent or of the wrong kind reads as absent,
 * so that the meaning of a document can be read as far as it goes, and no problem is reported twice.
 */
public final class Nodes {
    private Nodes() {}

    /** The value of a field; an explicit null reads as absent. */
    public static Optional<Node> value(Node node, String field) {
        return node instanceof Node.Mapping mapping
                ? mapping.find(field).filter(value -> !(value instanceof Node.Null))
                : Optional.empty();
    }

    public static Optional<Node.Mapping> mapping(Node node, String field) {
        return value(node, field).filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
    }

    /** A scalar as text: numbers and booleans as YAML would write them. */
    public static Optional<String> text(Node node, String field) {
        return value(node, field).flatMap(Nodes::scalar);
    }

    /** A scalar as text; empty for lists, mappings and null. */
    public static Optional<String> scalar(Node node) {
        if (node instanceof Node.Text text) {
            return Optional.of(text.value());
        }
        if (node instanceof Node.Number number) {
            return Optional.of(plain(number.value()));
        }
        if (node instanceof Node.Bool bool) {
            return Optional.of(Boolean.toString(bool.value()));
        }
        return Optional.empty();
    }

    public static Optional<Boolean> bool(Node node, String field) {
        return value(node, field).filter(Node.Bool.class::isInstance).map(value -> ((Node.Bool) value).value());
    }

    public static Optional<BigDecimal> number(Node node, String field) {
        return value(node, field).filter(Node.Number.class::isInstance).map(value -> ((Node.Number) value).value());
    }

    /** The items of a list; empty for anything else. */
    public static List<Node> items(Node node, String field) {
        return value(node, field)
                .filter(Node.Sequence.class::isInstance)
                .map(value -> ((Node.Sequence) value).items())
                .orElse(List.of());
    }

    /** The mappings in a list; other items are left out. */
    public static List<Node.Mapping> mappings(Node node, String field) {
        return items(node, field).stream()
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast)
                .toList();
    }

    /** The scalars in a list as texts; other items are left out. */
    public static List<String> texts(Node node, String field) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(node, field)) {
            scalar(item).ifPresent(texts::add);
        }
        return texts;
    }

    private static String plain(BigDecimal value) {
        // 1e999999999 must not become a text of a gigabyte
        return Math.abs((long) value.scale()) > 1000 ? value.toString() : value.toPlainString();
    }
}
