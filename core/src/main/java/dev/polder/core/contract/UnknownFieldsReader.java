package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the custom property {@code unknownFields}. */
final class UnknownFieldsReader {
    private final Consumer<Finding> findings;

    UnknownFieldsReader(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /** What a schema object or property says, else what holds around it. */
    UnknownFields read(Node.Mapping owner, UnknownFields around) {
        UnknownFields choice = around;
        for (Node.Mapping custom : customs(owner)) {
            Optional<UnknownFields> written = Nodes.text(custom, "value").flatMap(UnknownFields::of);
            if (written.isEmpty()) {
                Position position = custom.find("value").map(Node::position).orElse(custom.position());
                findings.accept(Finding.error(
                        Code.CONTRACT_OPTION_INVALID,
                        position,
                        "The value of unknownFields is "
                                + Nodes.text(custom, "value")
                                        .map(text -> "\"" + text + "\"")
                                        .orElse("missing")
                                + ".",
                        "Use reject, drop or keep."));
            }
            choice = written.orElse(choice);
        }
        return choice;
    }

    /** Reports the custom property where it means nothing. */
    void checkMeaning(Node.Mapping property, Optional<DataType> type) {
        if (type.isPresent() && !holdsObjects(type.get())) {
            for (Node.Mapping custom : customs(property)) {
                findings.accept(Finding.warning(
                        Code.CONTRACT_OPTION_INVALID,
                        custom.position(),
                        "The property holds no objects, so unknownFields means nothing here.",
                        "Move it to the schema object, or to a property of logicalType object."));
            }
        }
    }

    private static boolean holdsObjects(DataType type) {
        if (type instanceof DataType.ListOf list) {
            return holdsObjects(list.element());
        }
        return type instanceof DataType.MapOf map ? holdsObjects(map.value()) : type instanceof DataType.Struct;
    }

    private static List<Node.Mapping> customs(Node.Mapping owner) {
        return Nodes.mappings(owner, "customProperties").stream()
                .filter(custom -> Nodes.text(custom, "property").equals(Optional.of(UnknownFields.CUSTOM_PROPERTY)))
                .toList();
    }

    /** The column of an object that keeps them: a map of JSON texts. Nobody has said that they are public. */
    static Property column(Position position) {
        Property value = property("", position, LogicalType.STRING, new DataType.Text(), true, Optional.empty());
        return property(
                UnknownFields.COLUMN,
                position,
                LogicalType.MAP,
                new DataType.MapOf(new DataType.Text(), true),
                false,
                Optional.of(value));
    }

    private static Property property(
            String name,
            Position position,
            LogicalType logicalType,
            DataType type,
            boolean required,
            Optional<Property> items) {
        return new Property(
                name,
                position,
                Optional.of(logicalType),
                Optional.empty(),
                Optional.of(type),
                required,
                false,
                0,
                LogicalTypeOptions.NONE,
                List.of(),
                List.of(),
                items,
                Optional.of("restricted"),
                name.isEmpty()
                        ? Optional.empty()
                        : Optional.of("Fields that the contract does not have, by name, as JSON"),
                List.of(),
                List.of(),
                UnknownFields.REJECT,
                Optional.empty());
    }
}
