package dev.polder.gate;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up the {@link Drift} of many records in bounded memory. Not thread-safe. */
public final class DriftCount {
    /** The different paths that are told apart. */
    public static final int MOST_PATHS = 100;

    private long records;
    private long fields;
    private long others;
    private final Map<String, Field> seen = new LinkedHashMap<>();

    /**
     * A field that the contract does not have.
     *
     * @param records how many have it
     * @param type of the first value that was not null, in words: {@code a string}
     */
    public record Field(long records, String type) {
        /** Both together. */
        public Field plus(Field other) {
            return new Field(records + other.records, Drift.type(type, other.type));
        }
    }

    public void add(Drift drift) {
        if (drift.fields() > 0) {
            records++;
            fields += drift.fields();
            drift.types().forEach((path, type) -> add(path, new Field(1, type)));
        }
    }

    /** Adds all that another has counted. */
    public void add(DriftCount other) {
        records += other.records;
        fields += other.fields;
        others += other.others;
        other.seen.forEach(this::add);
    }

    private void add(String path, Field field) {
        if (seen.size() < MOST_PATHS || seen.containsKey(path)) {
            seen.merge(path, field, Field::plus);
        } else {
            others += field.records();
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

    /** How often a field came up that is not among the first {@value #MOST_PATHS} different ones, once per record. */
    public long others() {
        return others;
    }

    /** The first {@value #MOST_PATHS} different ones by their paths, in the order they came up. */
    public Map<String, Field> seen() {
        return new LinkedHashMap<>(seen);
    }

    /** For each of the first {@value #MOST_PATHS} different paths how many records have it, in the order they came up. */
    public Map<String, Long> paths() {
        Map<String, Long> paths = new LinkedHashMap<>();
        seen.forEach((path, field) -> paths.put(path, field.records()));
        return paths;
    }
}
