package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import dev.polder.core.quality.QualityRule;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One object of an ODCS schema: the records of a port.
 *
 * @param unknownFields what happens to fields it does not have; {@link UnknownFields#KEEP} has put {@link UnknownFields#COLUMN}
 *     last among the properties
 * @param topicFormat how its records stand on a port's topic, which the contract says for all its objects
 * @param subject whom its records are about; then there are encrypted columns
 */
public record SchemaObject(
        String name,
        Position position,
        Optional<String> description,
        List<Property> properties,
        List<QualityRule> quality,
        UnknownFields unknownFields,
        TopicFormat topicFormat,
        Optional<Subject> subject) {
    public SchemaObject {
        Objects.requireNonNull(name);
        Objects.requireNonNull(position);
        properties = List.copyOf(properties);
        quality = List.copyOf(quality);
        Objects.requireNonNull(unknownFields);
        Objects.requireNonNull(topicFormat);
        Objects.requireNonNull(subject);
    }

    /** The record type of accepted records as they are sent; only for an object whose every property has a type. */
    public DataType.Struct recordType() {
        return new DataType.Struct(properties.stream()
                .map(property ->
                        new DataType.Field(property.name(), property.type().orElseThrow(), property.required()))
                .toList());
    }

    /** The record type as topics and tables hold it: the values of encrypted columns are text there. */
    public DataType.Struct storedType() {
        return new DataType.Struct(properties.stream()
                .map(property -> new DataType.Field(
                        property.name(),
                        property.encryption().isPresent()
                                ? new DataType.Text()
                                : property.type().orElseThrow(),
                        property.required()))
                .toList());
    }

    /** Whether topics and tables hold another type than the records that are sent. */
    public boolean isEncrypted() {
        return properties.stream().anyMatch(property -> property.encryption().isPresent());
    }

    /** Names of the primary key's columns in key order; empty when the contract declares none. */
    public List<String> primaryKey() {
        return properties.stream()
                .filter(Property::isPrimaryKey)
                .sorted(Comparator.comparingInt(Property::primaryKeyPosition))
                .map(Property::name)
                .toList();
    }
}
