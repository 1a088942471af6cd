package dev.polder.core.contract;

import java.util.Optional;

/**
 * What happens to fields of a record that the contract does not have: the custom property {@code unknownFields} of a schema
 * object or of a property that holds objects. What is inside of them follows unless it says otherwise.
 */
public enum UnknownFields {
    /** The record is refused. */
    REJECT("reject"),
    /** The field is left out. */
    DROP("drop"),
    /** The field is stored as JSON text in the map {@value #COLUMN} of its object. */
    KEEP("keep");

    /** The property that an object has in addition when it keeps unknown fields. */
    public static final String COLUMN = "unknown_fields";

    static final String CUSTOM_PROPERTY = "unknownFields";

    private final String word;

    UnknownFields(String word) {
        this.word = word;
    }

    /** As the contract writes it. */
    public String word() {
        return word;
    }

    static Optional<UnknownFields> of(String word) {
        for (UnknownFields choice : values()) {
            if (choice.word.equals(word)) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }
}
