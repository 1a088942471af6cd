package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads ODCS {@code enum} (3.2: a list of mappings with a {@code value}) and checks that the values are of the type. */
final class EnumReader {
    private final Consumer<Finding> findings;

    EnumReader(Consumer<Finding> findings) {
        this.findings = findings;
    }

    List<String> read(Node.Mapping property, Optional<DataType> type) {
        List<String> values = new ArrayList<>();
        for (Node item : Nodes.items(property, "enum")) {
            Optional<Node> value = item instanceof Node.Mapping ? Nodes.value(item, "value") : Optional.of(item);
            Optional<String> text = value.flatMap(Nodes::scalar);
            if (text.isEmpty()) {
                continue;
            }
            values.add(text.get());
            if (type.isPresent() && !fits(value.get(), text.get(), type.get())) {
                findings.accept(Finding.error(
                        Code.CONTRACT_OPTION_INVALID,
                        value.get().position(),
                        "The enum value \"" + text.get() + "\" is "
                                + value.get().kind() + ", and the property is " + TypeWords.of(type.get()) + ".",
                        type.get() instanceof DataType.Text
                                ? "Put it in quotes: \"" + text.get() + "\"."
                                : "Give a value of the property's type."));
            }
        }
        return values;
    }

    private static boolean fits(Node value, String text, DataType type) {
        if (type instanceof DataType.Text) {
            return value instanceof Node.Text;
        }
        if (type instanceof DataType.Bool) {
            return value instanceof Node.Bool;
        }
        if (OptionsReader.isNumber(type)) {
            boolean whole = type instanceof DataType.Int32 || type instanceof DataType.Int64;
            return value instanceof Node.Number number && (!whole || number.isInteger());
        }
        if (TemporalFormat.isTemporal(type)) {
            try {
                TemporalFormat.of(type, LogicalTypeOptions.NONE).parse(text);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
        // an object, a list or a map has no enum that a scalar could be in
        return false;
    }
}
