package dev.polder.server.readers;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a principal has read of a port lately, in one way.
 *
 * @param columns those that are known by name
 * @param whole that it has read all columns
 * @param unclear that it has read the port, and it is not known which columns
 * @param bare that it has read the port and no column of it, as {@code count(*)} does
 */
public record PortUser(
        String principal,
        Via via,
        List<Column> columns,
        Optional<Use> whole,
        Optional<Use> unclear,
        Optional<Use> bare) {
    /** How it was read. */
    public enum Via {
        /** Queries over {@code /v1/queries}. */
        QUERY,
        /** The table, through the Iceberg catalog. */
        CATALOG
    }

    /** How often, and when for the last time. */
    public record Use(long reads, Instant last) {}

    /** A column by the name it had in the table. */
    public record Column(String name, Use use) {
        /** Names in SQL do not know case. */
        public boolean is(String other) {
            return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
        }
    }

    public PortUser {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(via);
        columns = List.copyOf(columns);
    }

    PortUser named(String name) {
        return new PortUser(name, via, columns, whole, unclear, bare);
    }

    /** The last time that any of it was read. */
    public Use lastOfAll() {
        return Stream.concat(
                        columns.stream().map(Column::use),
                        Stream.of(whole, unclear, bare).flatMap(Optional::stream))
                .max(Comparator.comparing(Use::last))
                .orElseThrow();
    }
}
