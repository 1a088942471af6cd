package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import dev.polder.core.quality.QualityRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A property of an ODCS schema: a column, or a part of one.
 *
 * @param name as in the contract; empty for the {@code items} of an array
 * @param type what an accepted value is; empty when the contract does not say enough, which is a finding for a port
 * @param required whether null and absence are refused
 * @param primaryKeyPosition from 1; 0 when the property is no part of the primary key
 * @param allowedValues ODCS {@code enum}, as written; empty when anything goes
 * @param properties members of an object, in order
 * @param items element of an array; for a map, the value
 * @param unknownFields for an object: what happens to fields it does not have; {@link UnknownFields#KEEP} has put {@link
 *     UnknownFields#COLUMN} last among the {@code properties}
 * @param classification as written, such as {@code public}, {@code confidential}, {@code restricted}
 * @param encryption how the gate encrypts its values; only of a column with one value
 */
public record Property(
        String name,
        Position position,
        Optional<LogicalType> logicalType,
        Optional<String> physicalType,
        Optional<DataType> type,
        boolean required,
        boolean unique,
        int primaryKeyPosition,
        LogicalTypeOptions options,
        List<String> allowedValues,
        List<Property> properties,
        Optional<Property> items,
        Optional<String> classification,
        Optional<String> description,
        List<String> tags,
        List<QualityRule> quality,
        UnknownFields unknownFields,
        Optional<Encryption> encryption) {
    public Property {
        Objects.requireNonNull(name);
        Objects.requireNonNull(position);
        allowedValues = List.copyOf(allowedValues);
        properties = List.copyOf(properties);
        tags = List.copyOf(tags);
        quality = List.copyOf(quality);
        Objects.requireNonNull(unknownFields);
        Objects.requireNonNull(encryption);
    }

    public boolean isPrimaryKey() {
        return primaryKeyPosition > 0;
    }
}
