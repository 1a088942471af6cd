package dev.polder.query;

import dev.polder.core.name.PortId;
import java.util.Objects;
import java.util.Set;

/**
 * What a query reads of a port.
 *
 * @param columns those that the query relies on, by the names they have in the table; empty unless the extent is {@code SOME}, and
 *     also when it relies on none of them, as {@code count(*)} does
 */
public record PortRead(PortId port, Extent extent, Set<String> columns) {
    /** How much of the port. */
    public enum Extent {
        /** The columns that are named. */
        SOME,
        /** All columns there are. */
        ALL,
        /** It is not known, so it may be all columns. */
        UNCLEAR
    }

    public PortRead {
        Objects.requireNonNull(port);
        Objects.requireNonNull(extent);
        columns = Set.copyOf(columns);
    }

    /** Of a query that nobody understands. */
    public static PortRead unclear(PortId port) {
        return new PortRead(port, Extent.UNCLEAR, Set.of());
    }
}
