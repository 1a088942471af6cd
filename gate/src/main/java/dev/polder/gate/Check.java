package dev.polder.gate;

/**
 * What the contract says about one value, compiled. A value that passes becomes its carrier, a plain Java object that the
 * same check writes as Avro and, in a primary key, as JSON. Equal values have equal carriers. Immutable.
 */
interface Check {
    /** In place of a carrier when the value was refused. */
    Object INVALID = new Object();

    /** The carrier of a value that is not null, or {@link #INVALID} after saying why. */
    Object check(Value value, Where where, Refusals refusals);

    /** The carrier of a value as the contract writes it ({@code enum}, {@code validValues}), or {@link #INVALID}. */
    Object written(String text);

    /** Appends the carrier to the Avro. */
    void write(Object carrier, AvroBytes out);

    /** Appends the carrier to a key. */
    default void writeKey(Object carrier, StringBuilder json) {
        json.append(carrier);
    }

    /** Whether values of this kind can stand in a primary key. */
    default boolean isScalar() {
        return true;
    }
}
