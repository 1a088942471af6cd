package dev.polder.core.contract;

import java.util.Objects;

/**
 * Whom the records of an object are about: the custom properties {@code subject} and {@code subjectName}. Every subject has data keys
 * of its own, and is forgotten when these are destroyed.
 *
 * @param column holds the subject's identifier; a required scalar
 * @param name what kind of subject it is, such as {@code customer_id}: ports of one domain that have the same name speak of the same
 *     subjects. The column's name where the contract says nothing
 */
public record Subject(String column, String name) {
    static final String CUSTOM_PROPERTY = "subject";
    static final String NAME_PROPERTY = "subjectName";

    public Subject {
        Objects.requireNonNull(column);
        Objects.requireNonNull(name);
    }
}
