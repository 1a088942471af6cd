package dev.polder.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a record is from its contract: the fields it has and the contract does not, whether they were refused, left out or
 * kept.
 *
 * @param fields how many there are; of a refused record, how many were seen
 * @param types what the first {@value #PATHS} different ones are, each by the first value that is not null ({@code a string}, {@code an object}),
 *     in the order they came up. Their keys are JSON paths in which {@code *} stands for every item and every key of a map:
 *     {@code $.lines[*].colour}; names are shortened to 64 characters, values are never in here
 */
public record Drift(long fields, Map<String, String> types) {
    public static final Drift NONE = new Drift(0, Map.of());

    static final int PATHS = 20;

    private static final String NULL = Value.Null.NULL.word();

    public Drift {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /** What a field is that is first one thing and then another: null says nothing. */
    static String type(String first, String next) {
        return first.equals(NULL) ? next : first;
    }
}
