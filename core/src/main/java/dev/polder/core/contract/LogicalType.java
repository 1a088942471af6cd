package dev.polder.core.contract;

import java.util.Optional;

/** The logical types of ODCS 3.0 to 3.2. */
public enum LogicalType {
    STRING("string"),
    DATE("date"),
    TIMESTAMP("timestamp"),
    TIME("time"),
    NUMBER("number"),
    INTEGER("integer"),
    OBJECT("object"),
    ARRAY("array"),
    BOOLEAN("boolean"),
    MAP("map"),
    VECTOR("vector");

    private final String word;

    LogicalType(String word) {
        this.word = word;
    }

    /** As the standard writes it. */
    public String word() {
        return word;
    }

    public static Optional<LogicalType> of(String word) {
        for (LogicalType type : values()) {
            if (type.word.equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
