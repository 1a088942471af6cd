package dev.polder.gate;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up the {@link Drift} of many records in bounded memory. Not thread-safe. */
public final class DriftCount {
    private static final int MOST_PATHS = 100;

    private long records;
    private long fields;
    private final Map<String, Long> paths = new LinkedHashMap<>();

    public void add(Drift drift) {
        if (drift.fields() > 0) {
            records++;
            fields += drift.fields();
            for (String path : drift.paths()) {
                if (paths.size() < MOST_PATHS || paths.containsKey(path)) {
                    paths.merge(path, 1L, Long::sum);
                }
            }
        }
    }

    /** Records with at least one field that the contract does not have. */
    public long records() {
        return records;
    }

    /** Such fields in all records. */
    public long fields() {
        return fields;
    }

    /** For each of the first 100 different paths how many records have it, in the order they came up. */
    public Map<String, Long> paths() {
        return new LinkedHashMap<>(paths);
    }
}
