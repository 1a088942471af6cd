package dev.polder.core.cel;

/** What a {@link CelTerm.Apply} does with its arguments. */
public enum CelFunction {
    /** Of conditions, as SQL has it: false, if one is false, whatever the other is. */
    AND,
    OR,
    NOT,
    /** Condition, then, else. */
    CONDITIONAL,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    /** The only one, besides the conditions, that is not null when an argument is. */
    IS_NULL,
    /** A map and a key; null when it has none such. */
    VALUE_OF,
    /** A value and then those it may be; or a value and a list; or a string and a map. */
    IN,
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Integers are cut off towards zero. */
    DIVIDE,
    REMAINDER,
    NEGATE,
    /** Of a string in code points, a list, a map. */
    SIZE,
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    /** A string and a constant pattern, found anywhere in it. */
    MATCHES,
    /** A list and a condition over {@link CelTerm.Element}. */
    ALL,
    EXISTS
}
