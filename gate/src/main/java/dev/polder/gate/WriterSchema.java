package dev.polder.gate;

import org.apache.avro.Schema;

/**
 * The schema in which somebody writes Avro records for a contract: any record schema. Made by {@link ContractGate#writtenIn};
 * immutable, for many threads.
 *
 * <p>Fields are found by the contract's name, by the name that the contract's own Avro schema has for it, or by an alias that the
 * writer gives. A field that the writer does not have is absent. Values are judged as the JSON values that mean the same, whatever
 * Avro's type: an enum's symbol is a string, a decimal, an int or a float is a number, a UUID a string; dates, times and
 * timestamps are what their logical types say, in any unit. Nothing is read as what it does not say it is: a plain {@code long} is
 * no timestamp.
 */
public final class WriterSchema {
    private final Schema schema;
    private final AvroShape shape;
    private final boolean own;

    WriterSchema(Schema schema, Schema own, StructCheck check) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("not the schema of a record");
        }
        this.schema = schema;
        this.shape = AvroShape.of(schema, own, check);
        this.own = AvroShape.isSame(schema, own);
    }

    /** As it was given. */
    public Schema schema() {
        return schema;
    }

    AvroShape shape() {
        return shape;
    }

    /** Whether its bytes mean what they mean in the contract's own schema. */
    boolean isOwn() {
        return own;
    }
}
