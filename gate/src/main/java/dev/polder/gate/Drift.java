package dev.polder.gate;

import java.util.List;

/**
 * How far a record is from its contract: the fields it has and the contract does not, whether they were refused, left out or
 * kept.
 *
 * @param fields how many there are; of a refused record, how many were seen
 * @param paths the first {@value #PATHS} different ones, as JSON paths in which {@code *} stands for every item and every key of
 *     a map: {@code $.lines[*].colour}; names are shortened to 64 characters, values are never in here
 */
public record Drift(long fields, List<String> paths) {
    public static final Drift NONE = new Drift(0, List.of());

    static final int PATHS = 20;

    public Drift {
        paths = List.copyOf(paths);
    }
}
