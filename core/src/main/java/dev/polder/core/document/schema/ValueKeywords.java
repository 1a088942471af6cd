package dev.polder.core.document.schema;

import dev.polder.core.document.Closest;
import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Quoted;
import dev.polder.core.document.schema.Schema.Keyword;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keywords that look at one value alone. */
final class ValueKeywords {
    /** No name or reference is longer; it also bounds the stack that a pattern may take. */
    private static final int LONGEST_MATCHED = 2_000;

    private ValueKeywords() {}

    /** The schema {@code false}. */
    static Keyword nothing() {
        return (value, what, outcome, run) -> outcome.add(
                Finding.error(Code.FIELD_UNKNOWN, value.position(), what + " has no place here.", "Remove it."));
    }

    static Keyword type(List<String> types) {
        return (value, what, outcome, run) -> {
            if (types.stream().noneMatch(type -> isOf(value, type))) {
                outcome.addWrongType(Fields.wrongType(value, what, words(types)), types);
            }
        };
    }

    /** The types in words: {@code text or a number}. */
    static String words(Collection<String> types) {
        return types.stream().map(ValueKeywords::word).distinct().collect(Collectors.joining(" or "));
    }

    private static String word(String type) {
        return switch (type) {
            case "string" -> "text";
            case "number" -> "a number";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a mapping";
            default -> type;
        };
    }

    private static boolean isOf(Node value, String type) {
        return switch (type) {
            case "string" -> value instanceof Node.Text;
            case "number" -> value instanceof Node.Number;
            case "integer" -> value instanceof Node.Number number && number.isInteger();
            case "boolean" -> value instanceof Node.Bool;
            case "array" -> value instanceof Node.Sequence;
            case "object" -> value instanceof Node.Mapping;
            case "null" -> value instanceof Node.Null;
            default -> throw new IllegalArgumentException("unknown JSON Schema type " + type);
        };
    }

    static Keyword enumeration(List<Node> allowed) {
        List<String> contents = allowed.stream().map(Content::of).toList();
        List<String> names = allowed.stream().map(Content::shown).toList();
        return (value, what, outcome, run) -> {
            boolean scalar = !(value instanceof Node.Mapping || value instanceof Node.Sequence);
            if (!scalar || !contents.contains(Content.of(value))) {
                String shown = value instanceof Node.Text text ? text.value() : Content.shown(value);
                outcome.add(Finding.error(
                        Code.FIELD_VALUE,
                        value.position(),
                        what + " cannot be " + Quoted.value(shown) + ".",
                        Closest.remedy(shown, names)));
            }
        };
    }

    /** @param meaning what the schema says about such values; may be empty */
    static Keyword pattern(String regex, Optional<String> meaning) {
        // JSON Schema's $ is the end of the text; Java's is also before a last line break.
        Pattern pattern = Pattern.compile(regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
        String remedy = meaning.map(text -> "Write: " + text).orElse("Write a value that matches " + regex + ".");
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Text text
                    && (text.value().length() > LONGEST_MATCHED
                            || !pattern.matcher(text.value()).find())) {
                outcome.add(Finding.error(
                        Code.FIELD_VALUE,
                        value.position(),
                        what + " cannot be " + Quoted.value(text.value()) + ".",
                        remedy));
            }
        };
    }

    /** Formats are advice in JSON Schema 2019-09, so what does not match is a warning. */
    static Keyword format(String format) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Text text && !Formats.matches(format, text.value())) {
                outcome.add(Finding.warning(
                        Code.FIELD_VALUE,
                        value.position(),
                        what + " is no " + Formats.name(format) + ": " + Quoted.value(text.value()) + ".",
                        "Write it like " + Formats.example(format) + "."));
            }
        };
    }

    static Keyword bound(BigDecimal minimum, boolean inclusive) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Number number) {
                int order = number.value().compareTo(minimum);
                if (order < 0 || order == 0 && !inclusive) {
                    String bound = (inclusive ? "at least " : "more than ") + minimum.toPlainString();
                    outcome.add(Finding.error(
                            Code.FIELD_VALUE,
                            value.position(),
                            what + " must be " + bound + ", but is " + Content.shown(value) + ".",
                            "Write a number that is " + bound + "."));
                }
            }
        };
    }

    static Keyword minItems(int least) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Sequence list && list.items().size() < least) {
                outcome.add(count(
                        value, what, "at least " + entries(least), list.items().size()));
            }
        };
    }

    static Keyword maxItems(int most) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Sequence list && list.items().size() > most) {
                outcome.add(count(
                        value, what, "at most " + entries(most), list.items().size()));
            }
        };
    }

    private static Finding count(Node value, String what, String bound, int size) {
        return Finding.error(
                Code.FIELD_VALUE,
                value.position(),
                what + " must have " + bound + ", but has " + (size == 0 ? "none" : size) + ".",
                "Write " + bound + ".");
    }

    private static String entries(int number) {
        return number + (number == 1 ? " entry" : " entries");
    }

    static Keyword uniqueItems() {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Sequence list) {
                Map<String, Node> seen = new HashMap<>();
                for (Node item : list.items()) {
                    Node first = seen.putIfAbsent(Content.of(item), item);
                    if (first != null) {
                        outcome.add(Finding.error(
                                Code.FIELD_VALUE,
                                item.position(),
                                what + " has the same entry twice; the first stands in line "
                                        + first.position().line() + ".",
                                "Remove one of the two."));
                    }
                }
            }
        };
    }
}
