package dev.polder.query;

import dev.polder.core.name.PortId;
import java.util.Objects;
import org.apache.iceberg.Table;

/**
 * A port that a query names.
 *
 * @param table loaded at this moment; the query reads the head of its main branch as it is in this object
 */
public record ResolvedPort(PortId port, Table table) {
    public ResolvedPort {
        Objects.requireNonNull(port);
        Objects.requireNonNull(table);
    }
}
