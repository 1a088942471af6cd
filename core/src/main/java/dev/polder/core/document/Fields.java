package dev.polder.core.document;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the fields of one mapping, typed, and reports what does not fit to a list of findings. A field that is absent or null
 * reads as empty; one of the wrong type is reported and reads as empty as well. Every field that is asked for counts as known, so
 * {@link #refuseUnknown()} comes last.
 *
 * <p>Not safe for use by several threads.
 */
public final class Fields {
    private final Node.Mapping mapping;
    private final List<Finding> findings;
    private final Set<String> known = new TreeSet<>();

    private Fields(Node.Mapping mapping, List<Finding> findings) {
        this.mapping = mapping;
        this.findings = findings;
    }

    /**
     * The fields of a node; empty, with a finding, when it is no mapping.
     *
     * @param what the word for the node in the message, such as {@code "a port"}
     * @param findings where everything that does not fit is added
     */
    public static Optional<Fields> of(Node node, String what, List<Finding> findings) {
        if (node instanceof Node.Mapping mapping) {
            return Optional.of(new Fields(mapping, findings));
        }
        findings.add(wrongType(node, capital(what), "a mapping"));
        return Optional.empty();
    }

    /** Where the mapping begins. */
    public Position position() {
        return mapping.position();
    }

    /** Where a field's value stands; where the mapping begins when there is no such field. */
    public Position position(String name) {
        return mapping.find(name).map(Node::position).orElse(mapping.position());
    }

    /** Where a field's name stands; where the mapping begins when there is no such field. */
    public Position keyPosition(String name) {
        return mapping.keys().getOrDefault(name, mapping.position());
    }

    /** The names of all fields that are there, known or not, in their order. */
    public List<String> names() {
        return List.copyOf(mapping.entries().keySet());
    }

    public Node.Mapping node() {
        return mapping;
    }

    /** A field's value whatever it is, if it is there and not null. */
    public Optional<Node> value(String name) {
        known.add(name);
        return mapping.find(name).filter(node -> !(node instanceof Node.Null));
    }

    public Optional<Node> requiredValue(String name) {
        return required(name, value(name));
    }

    /** Text; a number or boolean is reported, because YAML changes it ({@code 1.10} is {@code 1.1}). */
    public Optional<String> text(String name) {
        return typed(name, Node.Text.class, "text").map(Node.Text::value);
    }

    /** Text that is there and not blank. */
    public Optional<String> requiredText(String name) {
        Optional<String> text = required(name, value(name)).flatMap(value -> text(name));
        if (text.filter(String::isBlank).isPresent()) {
            report(Code.FIELD_VALUE, name, "The field \"" + name + "\" is blank.", "Write a value.");
            return Optional.empty();
        }
        return text;
    }

    /** Text that is one of the given words; the map says what each means. */
    public <T> Optional<T> choice(String name, Map<String, T> choices) {
        Optional<String> text = text(name);
        if (text.isPresent() && !choices.containsKey(text.get())) {
            report(
                    Code.FIELD_VALUE,
                    name,
                    "The field \"" + name + "\" cannot be " + Quoted.value(text.get()) + ".",
                    Closest.remedy(text.get(), choices.keySet()));
        }
        return text.map(choices::get);
    }

    public Optional<BigDecimal> number(String name) {
        return typed(name, Node.Number.class, "a number").map(Node.Number::value);
    }

    /** A whole number in the range of {@code long}. */
    public Optional<Long> integer(String name) {
        Optional<BigDecimal> number = number(name);
        try {
            return number.map(BigDecimal::longValueExact);
        } catch (ArithmeticException notWhole) {
            report(
                    Code.FIELD_VALUE,
                    name,
                    "The field \"" + name + "\" must be a whole number, but is "
                            + Quoted.text(number.orElseThrow().toString()) + ".",
                    "Write a whole number.");
            return Optional.empty();
        }
    }

    public Optional<Boolean> bool(String name) {
        return typed(name, Node.Bool.class, "true or false").map(Node.Bool::value);
    }

    /** The items of a list; empty when there is none. */
    public List<Node> list(String name) {
        return typed(name, Node.Sequence.class, "a list")
                .map(Node.Sequence::items)
                .orElse(List.of());
    }

    /** A list of texts; items that are no text are reported and left out. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Node item : list(name)) {
            if (item instanceof Node.Text text) {
                texts.add(text.value());
            } else {
                findings.add(wrongType(item, "An item of \"" + name + "\"", "text"));
            }
        }
        return texts;
    }

    public Optional<Fields> mapping(String name) {
        return typed(name, Node.Mapping.class, "a mapping").map(value -> new Fields(value, findings));
    }

    public Optional<Fields> requiredMapping(String name) {
        return required(name, value(name)).flatMap(value -> mapping(name));
    }

    /** A list of mappings; items that are no mapping are reported and left out. */
    public List<Fields> mappings(String name) {
        List<Fields> mappings = new ArrayList<>();
        for (Node item : list(name)) {
            of(item, "An item of \"" + name + "\"", findings).ifPresent(mappings::add);
        }
        return mappings;
    }

    /** A mapping from names of the writer's choice to texts, in its order. */
    public Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping(name)
                .ifPresent(fields ->
                        fields.names().forEach(key -> fields.text(key).ifPresent(text -> texts.put(key, text))));
        return texts;
    }

    /** Declares fields that may be there although nobody here reads them. */
    public Fields allow(String... names) {
        known.addAll(List.of(names));
        return this;
    }

    /** Reports every field that was neither read nor allowed before. */
    public void refuseUnknown() {
        for (String name : mapping.entries().keySet()) {
            if (!known.contains(name)) {
                findings.add(unknown(name, mapping, known));
            }
        }
    }

    /** Reports an error at a field's value, or at the mapping when the field is absent. */
    public void report(Code code, String name, String message, String remedy) {
        findings.add(Finding.error(code, position(name), message, remedy));
    }

    /** The finding for a field that has no place in the mapping; names that are not taken yet are offered instead. */
    public static Finding unknown(String name, Node.Mapping mapping, Set<String> known) {
        Set<String> free = new TreeSet<>(known);
        free.removeAll(mapping.entries().keySet());
        return Finding.error(
                Code.FIELD_UNKNOWN,
                mapping.keys().get(name),
                "There is no field " + Quoted.value(name) + " here.",
                Closest.remedy(name, free));
    }

    /** The finding for a field that should be there. */
    public static Finding missing(String name, Position position) {
        return Finding.error(
                Code.FIELD_MISSING, position, "The field \"" + name + "\" is missing.", "Add `" + name + ": …`.");
    }

    /**
     * The finding for a value of the wrong type.
     *
     * @param what the value's name at the beginning of the sentence
     * @param expected the type that it should have, such as {@code "a list"}
     */
    public static Finding wrongType(Node value, String what, String expected) {
        boolean quotable = expected.equals("text") && (value instanceof Node.Number || value instanceof Node.Bool);
        boolean unquotable = value instanceof Node.Text text
                && (expected.contains("number") && Scalars.isNumber(text.value())
                        || expected.contains("true")
                                && Scalars.bool(text.value()).isPresent());
        String remedy = quotable
                ? "Put the value in quotes."
                : unquotable
                        ? "Remove the quotes."
                        : "Write " + expected + " here" + (value instanceof Node.Null ? ", or remove the field." : ".");
        return Finding.error(
                Code.FIELD_TYPE,
                value.position(),
                what + " must be " + expected + ", but is " + value.kind() + ".",
                remedy);
    }

    private <T extends Node> Optional<T> typed(String name, Class<T> type, String expected) {
        Optional<Node> value = value(name);
        if (value.isPresent() && !type.isInstance(value.get())) {
            findings.add(wrongType(value.get(), "The field \"" + name + "\"", expected));
        }
        return value.filter(type::isInstance).map(type::cast);
    }

    private Optional<Node> required(String name, Optional<Node> value) {
        if (value.isEmpty()) {
            findings.add(missing(name, keyPosition(name)));
        }
        return value;
    }

    private static String capital(String what) {
        return what.isEmpty() ? what : what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
    }
}
