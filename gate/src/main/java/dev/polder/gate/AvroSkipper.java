package dev.polder.gate;

import org.apache.avro.Schema;

/** Finds the end of a record whose length nobody has said. */
final class AvroSkipper {
    private final RecordLimits limits;
    private final AvroInput in;
    private int values;
    private int depth;

    AvroSkipper(RecordLimits limits, AvroInput in) {
        this.limits = limits;
        this.in = in;
    }

    void skip(Schema schema) {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> in.bool();
            case INT, ENUM -> in.number32();
            case LONG -> in.number();
            case FLOAT -> in.skip(4);
            case DOUBLE -> in.skip(8);
            case STRING, BYTES -> in.skip(in.length());
            case FIXED -> in.skip(schema.getFixedSize());
            case UNION -> skip(branch(schema, in));
            case RECORD -> {
                enter();
                count(schema.getFields().size());
                schema.getFields().forEach(field -> skip(field.schema()));
                depth--;
            }
            case ARRAY -> blocks(schema.getElementType(), false);
            case MAP -> blocks(schema.getValueType(), true);
        }
    }

    static Schema branch(Schema union, AvroInput in) {
        long branch = in.number();
        if (branch < 0 || branch >= union.getTypes().size()) {
            throw new AvroInput.Malformed("holds a branch of a union that its schema does not have");
        }
        return union.getTypes().get((int) branch);
    }

    private void blocks(Schema item, boolean named) {
        enter();
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                count(1);
                if (named) {
                    in.skip(in.length());
                }
                skip(item);
            }
        }
        depth--;
    }

    private void count(int more) {
        values += more;
        if (values > limits.maxValues()) {
            throw new AvroInput.Malformed("has more than " + limits.maxValues() + " fields and items");
        }
    }

    private void enter() {
        if (++depth > limits.maxDepth()) {
            throw new AvroInput.Malformed("nests records, arrays and maps deeper than " + limits.maxDepth());
        }
    }
}
