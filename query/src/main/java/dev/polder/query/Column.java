package dev.polder.query;

import java.util.Objects;

/**
 * A column of a result.
 *
 * @param type in DuckDB's spelling, such as {@code DECIMAL(12,2)} or {@code STRUCT(a INTEGER)[]}
 */
public record Column(String name, String type) {
    public Column {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
    }
}
