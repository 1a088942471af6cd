package dev.polder.query;

import dev.polder.core.name.PortId;
import java.util.List;
import java.util.Map;

/**
 * A query that has bound, with the ports it names: enough to find out later what it reads of them. Equal ones read the same.
 *
 * @param sources in the order they are named
 */
public record Reading(String sql, List<Source> sources) {
    public Reading {
        sources = List.copyOf(sources);
    }

    /**
     * A port under the name that the query has for it.
     *
     * @param name {@code domain.product.port}, as it stands in SQL
     * @param columns by name, with their types in DuckDB, in the table's order
     */
    public record Source(String name, PortId port, List<Column> columns) {
        public Source {
            columns = List.copyOf(columns);
        }
    }

    /** What is seen of a port is all there is: columns that are not shown cannot be read, and types are those that masks leave. */
    static Reading of(SqlText sql, Map<TableName, ResolvedPort> resolved, Map<TableName, GovernedView> views) {
        return new Reading(
                sql.text(),
                resolved.entrySet().stream()
                        .map(entry -> new Source(
                                entry.getKey().toString(),
                                entry.getValue().port(),
                                views.get(entry.getKey()).columns()))
                        .toList());
    }

    /** For those who cannot find out more. */
    public List<PortRead> unclear() {
        return sources.stream().map(source -> PortRead.unclear(source.port())).toList();
    }
}
