package dev.polder.gate.fast;

/**
 * What a temporal value may be, in the unit in which it is carried.
 *
 * @param least days or microseconds
 * @param most days or microseconds
 * @param isText whether the Avro is text: times of day
 */
public record TemporalRule(long least, long most, Choice choice, boolean isText) {
    boolean holds(long value) {
        return value >= least && value <= most && (choice.isAny() || choice.has(value));
    }
}
