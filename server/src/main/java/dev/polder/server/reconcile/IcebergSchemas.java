package dev.polder.server.reconcile;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The Iceberg schema of a port's records, as {@link DataType} lists the carriers, with the contract's descriptions as docs. */
public final class IcebergSchemas {
    private int lastId;

    private IcebergSchemas() {}

    static Schema of(SchemaObject object) {
        return new Schema(new IcebergSchemas()
                .fields(object.storedType(), object.properties())
                .fields());
    }

    /** The schema of what is in encrypted columns. */
    public static Schema opened(SchemaObject object) {
        return new Schema(new IcebergSchemas()
                .fields(object.recordType(), object.properties())
                .fields());
    }

    private Types.StructType fields(DataType.Struct struct, List<Property> properties) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (DataType.Field field : struct.fields()) {
            Optional<Property> property = properties.stream()
                    .filter(candidate -> candidate.name().equals(field.name()))
                    .findFirst();
            int id = ++lastId;
            Type type = type(field.type(), property);
            String doc = property.flatMap(Property::description).orElse(null);
            fields.add(
                    field.required()
                            ? Types.NestedField.required(id, field.name(), type, doc)
                            : Types.NestedField.optional(id, field.name(), type, doc));
        }
        return Types.StructType.of(fields);
    }

    private Type type(DataType type, Optional<Property> property) {
        if (type instanceof DataType.Struct struct) {
            return fields(struct, property.map(Property::properties).orElse(List.of()));
        }
        Optional<Property> items = property.flatMap(Property::items);
        if (type instanceof DataType.ListOf list) {
            int id = ++lastId;
            Type element = type(list.element(), items);
            return list.elementRequired()
                    ? Types.ListType.ofRequired(id, element)
                    : Types.ListType.ofOptional(id, element);
        }
        if (type instanceof DataType.MapOf map) {
            int key = ++lastId;
            int id = ++lastId;
            Type value = type(map.value(), items);
            return map.valueRequired()
                    ? Types.MapType.ofRequired(key, id, Types.StringType.get(), value)
                    : Types.MapType.ofOptional(key, id, Types.StringType.get(), value);
        }
        return primitive(type);
    }

    private static Type primitive(DataType type) {
        if (type instanceof DataType.Bool) {
            return Types.BooleanType.get();
        }
        if (type instanceof DataType.Int32) {
            return Types.IntegerType.get();
        }
        if (type instanceof DataType.Int64) {
            return Types.LongType.get();
        }
        if (type instanceof DataType.Float64) {
            return Types.DoubleType.get();
        }
        if (type instanceof DataType.Decimal decimal) {
            return Types.DecimalType.of(decimal.precision(), decimal.scale());
        }
        if (type instanceof DataType.Date) {
            return Types.DateType.get();
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
        }
        // Text, and TimeOfDay that is carried as text.
        return Types.StringType.get();
    }
}
