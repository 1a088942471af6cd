package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Where an accepted record's Avro has the values that are to be encrypted, and that of its subject. */
final class SealedColumns {
    /** How a value is passed over. */
    enum Shape {
        NUMBER,
        /** Bytes or a string behind their length. */
        BYTES,
        BYTE,
        EIGHT_BYTES,
        NESTED
    }

    /**
     * A column.
     *
     * @param nested its schema, for {@link Shape#NESTED}
     */
    record Column(int index, Shape shape, boolean optional, boolean sealed, boolean subject, Schema nested) {}

    private final Column[] columns;
    private final int sealed;

    private SealedColumns(List<Column> columns) {
        this.columns = columns.toArray(Column[]::new);
        this.sealed = (int) columns.stream().filter(Column::sealed).count();
    }

    /** Empty when nothing is encrypted. */
    static Optional<SealedColumns> of(SchemaObject schema) {
        if (!schema.isEncrypted()) {
            return Optional.empty();
        }
        List<Property> properties = schema.properties();
        Column[] all = new Column[properties.size()];
        int last = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = column(schema, properties.get(i), i);
            last = all[i].sealed() || all[i].subject() ? i : last;
        }
        return Optional.of(new SealedColumns(List.of(all).subList(0, last + 1)));
    }

    private static Column column(SchemaObject schema, Property property, int index) {
        DataType type = property.type().orElseThrow();
        Shape shape = shape(type);
        boolean subject = schema.subject()
                .filter(it -> it.column().equals(property.name()))
                .isPresent();
        Schema nested = shape == Shape.NESTED
                ? AvroSchemas.of(
                                "dev.polder",
                                "nested",
                                new DataType.Struct(List.of(new DataType.Field(property.name(), type, true))))
                        .getFields()
                        .get(0)
                        .schema()
                : null;
        return new Column(
                index, shape, !property.required(), property.encryption().isPresent(), subject, nested);
    }

    private static Shape shape(DataType type) {
        if (type instanceof DataType.Bool) {
            return Shape.BYTE;
        }
        if (type instanceof DataType.Int32
                || type instanceof DataType.Int64
                || type instanceof DataType.Date
                || type instanceof DataType.Timestamp) {
            return Shape.NUMBER;
        }
        if (type instanceof DataType.Float64) {
            return Shape.EIGHT_BYTES;
        }
        return type instanceof DataType.Text || type instanceof DataType.TimeOfDay || type instanceof DataType.Decimal
                ? Shape.BYTES
                : Shape.NESTED;
    }

    /** A carrier as {@link SealedValue} says. */
    static byte[] plain(DataType type, Check check, Object carrier) {
        AvroBytes avro = new AvroBytes(Integer.MAX_VALUE);
        check.write(carrier, avro);
        byte[] bytes = avro.toByteArray();
        return shape(type) == Shape.BYTES
                ? Arrays.copyOfRange(bytes, RecordSealer.payload(bytes, 0), bytes.length)
                : bytes;
    }

    boolean hasSubject() {
        for (Column column : columns) {
            if (column.subject()) {
                return true;
            }
        }
        return false;
    }

    /** Up to the last one that matters. */
    Column[] columns() {
        return columns;
    }

    /** Bytes that a record of that length may grow by. */
    int growth(int length) {
        return length / 3 + sealed * (4 * FieldCipher.OVERHEAD / 3 + 8);
    }
}
