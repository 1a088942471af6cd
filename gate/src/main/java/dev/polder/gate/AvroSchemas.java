package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.name.PortId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The Avro schema of a record type, as {@link DataType} lists the carriers: an optional field is a union of null and its type
 * with null as default. Fields keep the contract's order.
 *
 * <p>Avro allows letters, digits and underscores in names. Other names are escaped as Iceberg escapes them: a leading digit
 * gets an underscore before it, any other character becomes {@code _x} and its code in hexadecimal; if that name is taken,
 * underscores follow until it is free. Such a field keeps its real name in the property {@code iceberg-field-name}. A nested
 * record is named after its field in the namespace of the record around it, so names never meet.
 */
public final class AvroSchemas {
    /** The property of an escaped field that holds the name it has in the contract. */
    public static final String REAL_NAME = "iceberg-field-name";

    private AvroSchemas() {}

    /** The schema of a port's records: {@code sales.orders.order_lines_v1}. */
    public static Schema of(PortId port, DataType.Struct type) {
        return of(String.join(".", port.namespace()), port.table(), type);
    }

    /**
     * The schema of a record type.
     *
     * @param namespace dotted Avro names
     * @param name an Avro name
     */
    public static Schema of(String namespace, String name, DataType.Struct type) {
        List<Schema.Field> fields = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        type.fields().forEach(field -> taken.add(field.name()));
        for (DataType.Field field : type.fields()) {
            String avroName = escaped(field.name());
            while (!avroName.equals(field.name()) && !taken.add(avroName)) {
                avroName += "_";
            }
            Schema value = schema(namespace + "." + name, avroName, field.type());
            Schema.Field avro = field.required()
                    ? new Schema.Field(avroName, value)
                    : new Schema.Field(avroName, optional(value), null, Schema.Field.NULL_DEFAULT_VALUE);
            if (!avroName.equals(field.name())) {
                avro.addProp(REAL_NAME, field.name());
            }
            fields.add(avro);
        }
        return Schema.createRecord(name, null, namespace, false, fields);
    }

    private static Schema schema(String namespace, String name, DataType type) {
        if (type instanceof DataType.Struct struct) {
            return of(namespace, name, struct);
        }
        if (type instanceof DataType.ListOf list) {
            Schema element = schema(namespace, name, list.element());
            return Schema.createArray(list.elementRequired() ? element : optional(element));
        }
        if (type instanceof DataType.MapOf map) {
            Schema value = schema(namespace, name, map.value());
            return Schema.createMap(map.valueRequired() ? value : optional(value));
        }
        if (type instanceof DataType.Bool) {
            return Schema.create(Schema.Type.BOOLEAN);
        }
        if (type instanceof DataType.Int32) {
            return Schema.create(Schema.Type.INT);
        }
        if (type instanceof DataType.Int64) {
            return Schema.create(Schema.Type.LONG);
        }
        if (type instanceof DataType.Float64) {
            return Schema.create(Schema.Type.DOUBLE);
        }
        if (type instanceof DataType.Decimal decimal) {
            return LogicalTypes.decimal(decimal.precision(), decimal.scale())
                    .addToSchema(Schema.create(Schema.Type.BYTES));
        }
        if (type instanceof DataType.Date) {
            return LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return (timestamp.zoned() ? LogicalTypes.timestampMicros() : LogicalTypes.localTimestampMicros())
                    .addToSchema(Schema.create(Schema.Type.LONG));
        }
        // Text, and TimeOfDay that is carried as text.
        return Schema.create(Schema.Type.STRING);
    }

    private static Schema optional(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        name.codePoints().forEach(c -> {
            boolean digit = c >= '0' && c <= '9';
            if (digit && escaped.length() == 0) {
                escaped.append('_').append((char) c);
            } else if (digit || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_') {
                escaped.append((char) c);
            } else {
                escaped.append("_x").append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            }
        });
        return escaped.isEmpty() ? "_" : escaped.toString();
    }
}
