package dev.polder.gate.fast;

/**
 * Reads one value of JSON, judges it and appends it to the Avro. A step is immutable; what it needs to remember is in the {@link
 * Scan}. It may read behind the value, but never writes to the input.
 */
public abstract class Step {
    /** In place of a position: this value is somebody else's to judge. */
    static final int GIVE_UP = -1;

    /** For what no step can express: gives up on every value but null. */
    public static final Step NEVER = new Step() {
        @Override
        int parse(Scan scan, byte[] in, int at) {
            return GIVE_UP;
        }

        @Override
        int avro(Scan scan, byte[] in, int at) {
            return GIVE_UP;
        }

        /** It may stand for a string, so an empty one is not taken for null either. */
        @Override
        boolean isText() {
            return true;
        }
    };

    Step() {}

    /**
     * Takes the value that starts at {@code at}, where no white space stands.
     *
     * @return the position behind the value, or {@link #GIVE_UP}; then what it appended means nothing
     */
    abstract int parse(Scan scan, byte[] in, int at);

    /** Whether an empty string can be a value. */
    boolean isText() {
        return false;
    }

    /**
     * Judges a value that is Avro already, without writing anything; takes only what {@link #parse} would have written.
     *
     * @return the position behind the value, or {@link #GIVE_UP}
     */
    abstract int avro(Scan scan, byte[] in, int at);

    /** The same judgement as part of a program. */
    AvroOp avroOp() {
        return AvroOp.step(this);
    }

    /**
     * Takes a CSV cell, without its quotes, that is not empty and is well-formed UTF-8 or not: the step looks.
     *
     * @return whether it was accepted
     */
    boolean cell(Scan scan, byte[] in, int from, int to) {
        return false;
    }
}
