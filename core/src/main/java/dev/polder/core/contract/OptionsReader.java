package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.PatternCheck;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Reads {@code logicalTypeOptions}, and says which of them cannot be meant. */
final class OptionsReader {
    private static final BigDecimal MAX_INT = BigDecimal.valueOf(Integer.MAX_VALUE);

    private final Consumer<Finding> findings;

    OptionsReader(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /**
     * @param property the mapping of the property, which may have {@code logicalTypeOptions}
     */
    LogicalTypeOptions read(Node.Mapping property) {
        Optional<Node.Mapping> found = Nodes.mapping(property, "logicalTypeOptions");
        if (found.isEmpty()) {
            return LogicalTypeOptions.NONE;
        }
        Node.Mapping options = found.get();
        // a vector is a list of a fixed length
        OptionalInt dimensions = count(options, "dimensions");
        return new LogicalTypeOptions(
                count(options, "minLength"),
                count(options, "maxLength"),
                Nodes.text(options, "pattern"),
                Nodes.text(options, "format"),
                isFlag(options, "exclusiveMinimum") ? Optional.empty() : Nodes.text(options, "minimum"),
                isFlag(options, "exclusiveMaximum") ? Optional.empty() : Nodes.text(options, "maximum"),
                exclusive(options, "exclusiveMinimum", "minimum"),
                exclusive(options, "exclusiveMaximum", "maximum"),
                Nodes.number(options, "multipleOf"),
                Nodes.bool(options, "timezone"),
                Nodes.text(options, "defaultTimezone"),
                dimensions.isPresent() ? dimensions : count(options, "minItems"),
                dimensions.isPresent() ? dimensions : count(options, "maxItems"),
                Nodes.bool(options, "uniqueItems").orElse(false),
                count(options, "minProperties"),
                count(options, "maxProperties"),
                Nodes.texts(options, "required"));
    }

    /** ODCS 3.0 has {@code exclusiveMinimum: true} beside {@code minimum}; later versions have the bound itself. */
    private static boolean isFlag(Node.Mapping options, String field) {
        return Nodes.bool(options, field).orElse(false);
    }

    private static Optional<String> exclusive(Node.Mapping options, String exclusive, String inclusive) {
        Optional<Boolean> flag = Nodes.bool(options, exclusive);
        if (flag.isPresent()) {
            return flag.get() ? Nodes.text(options, inclusive) : Optional.empty();
        }
        return Nodes.text(options, exclusive);
    }

    private static OptionalInt count(Node.Mapping options, String field) {
        Optional<BigDecimal> number = Nodes.number(options, field).filter(value -> value.signum() >= 0);
        return number.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(number.get().min(MAX_INT).intValue());
    }

    /** Reports what cannot be meant for values of this type. */
    void check(Node.Mapping property, LogicalTypeOptions options, Optional<DataType> type, List<Property> members) {
        Optional<Node.Mapping> found = Nodes.mapping(property, "logicalTypeOptions");
        if (found.isEmpty()) {
            return;
        }
        Node.Mapping node = found.get();
        checkCounts(node, "minLength", options.minLength(), "maxLength", options.maxLength());
        checkCounts(node, "minItems", options.minItems(), "maxItems", options.maxItems());
        checkCounts(node, "minProperties", options.minProperties(), "maxProperties", options.maxProperties());
        options.pattern()
                .flatMap(PatternCheck::problem)
                .ifPresent(problem -> invalid(node, "pattern", problem.message(), problem.remedy()));
        if (options.multipleOf().isPresent() && options.multipleOf().get().signum() <= 0) {
            invalid(
                    node,
                    "multipleOf",
                    "The multipleOf is " + options.multipleOf().get() + ", and nothing is a multiple of that.",
                    "Give a number greater than 0.");
        }
        checkRequired(node, members);
        if (type.isPresent()) {
            checkBounds(node, options, type.get());
        }
    }

    private void checkCounts(Node.Mapping node, String low, OptionalInt least, String high, OptionalInt most) {
        if (least.isPresent() && most.isPresent() && least.getAsInt() > most.getAsInt()) {
            invalid(
                    node,
                    low,
                    "The " + low + " " + least.getAsInt() + " is greater than " + high + " " + most.getAsInt()
                            + ": no value can satisfy both.",
                    "Lower " + low + " or raise " + high + ".");
        }
    }

    private void checkRequired(Node.Mapping node, List<Property> members) {
        Set<String> names = new HashSet<>();
        members.forEach(member -> names.add(member.name()));
        for (Node item : Nodes.items(node, "required")) {
            Optional<String> name = Nodes.scalar(item);
            if (name.isPresent() && !names.contains(name.get())) {
                findings.accept(Finding.error(
                        Code.REFERENCE_UNKNOWN,
                        item.position(),
                        "The list required names \"" + name.get() + "\", but the object has no such property.",
                        names.isEmpty()
                                ? "Declare it under properties."
                                : "Declare it under properties, or use one of " + String.join(", ", sorted(names))
                                        + "."));
            }
        }
    }

    private void checkBounds(Node.Mapping node, LogicalTypeOptions options, DataType type) {
        if (TemporalFormat.isTemporal(type)) {
            TemporalFormat format;
            try {
                format = TemporalFormat.of(type, options);
            } catch (IllegalArgumentException e) {
                boolean zone = e.getMessage().startsWith("The defaultTimezone");
                invalid(
                        node,
                        zone ? "defaultTimezone" : "format",
                        e.getMessage(),
                        zone
                                ? "Use a name such as Etc/UTC or Europe/Amsterdam."
                                : "Use java.time's letters, such as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss.");
                return;
            }
            checkOrder(node, format::parse, Long::compare, example(type));
        } else if (isNumber(type)) {
            checkOrder(node, BigDecimal::new, (one, other) -> one.compareTo(other), "a number");
        }
    }

    private static String example(DataType type) {
        if (type instanceof DataType.Date) {
            return "a date such as 2026-01-31, or one in the property's format";
        }
        return type instanceof DataType.TimeOfDay
                ? "a time such as 13:45:00, or one in the property's format"
                : "a timestamp such as 2026-01-31T13:45:00Z, or one in the property's format";
    }

    private interface Reading<T> {
        T read(String text);
    }

    private interface Order<T> {
        int compare(T one, T other);
    }

    private <T> void checkOrder(Node.Mapping node, Reading<T> reading, Order<T> order, String expected) {
        boolean lowExcluded = isFlag(node, "exclusiveMinimum");
        boolean highExcluded = isFlag(node, "exclusiveMaximum");
        Optional<T> minimum = bound(node, "minimum", reading, expected);
        Optional<T> maximum = bound(node, "maximum", reading, expected);
        Optional<T> above = bound(node, "exclusiveMinimum", reading, expected);
        Optional<T> below = bound(node, "exclusiveMaximum", reading, expected);
        checkPair(node, "minimum", minimum, "maximum", maximum, lowExcluded || highExcluded, order);
        checkPair(node, "minimum", minimum, "exclusiveMaximum", below, true, order);
        checkPair(node, "exclusiveMinimum", above, "maximum", maximum, true, order);
        checkPair(node, "exclusiveMinimum", above, "exclusiveMaximum", below, true, order);
    }

    private <T> void checkPair(
            Node.Mapping node,
            String low,
            Optional<T> least,
            String high,
            Optional<T> most,
            boolean strict,
            Order<T> order) {
        if (least.isEmpty() || most.isEmpty()) {
            return;
        }
        int compared = order.compare(least.get(), most.get());
        if (compared > 0 || strict && compared == 0) {
            invalid(
                    node,
                    low,
                    "The " + low + " " + Nodes.text(node, low).orElse("") + " and " + high + " "
                            + Nodes.text(node, high).orElse("") + " leave no value.",
                    "Lower " + low + " or raise " + high + ".");
        }
    }

    private <T> Optional<T> bound(Node.Mapping node, String field, Reading<T> reading, String expected) {
        Optional<String> text =
                Nodes.text(node, field).filter(value -> Nodes.bool(node, field).isEmpty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(text.get()));
        } catch (DateTimeException | NumberFormatException e) {
            invalid(node, field, "The " + field + " \"" + text.get() + "\" cannot be read.", "Give " + expected + ".");
            return Optional.empty();
        }
    }

    static boolean isNumber(DataType type) {
        return type instanceof DataType.Int32
                || type instanceof DataType.Int64
                || type instanceof DataType.Float64
                || type instanceof DataType.Decimal;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private void invalid(Node.Mapping node, String field, String message, String remedy) {
        Position position = node.find(field).map(Node::position).orElse(node.position());
        findings.accept(Finding.error(Code.CONTRACT_OPTION_INVALID, position, message, remedy));
    }
}
