package dev.polder.query;

import dev.polder.core.access.Obligations;
import dev.polder.core.name.PortId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

/**
 * A port that a query names.
 *
 * @param table loaded at this moment; the query reads the head of its main branch as it is in this object
 * @param sealed the columns that hold ciphertext
 * @param obligations what the reader owes; the query sees nothing but what they leave
 */
public record ResolvedPort(PortId port, Table table, List<SealedColumn> sealed, Obligations obligations) {
    public ResolvedPort {
        Objects.requireNonNull(port);
        Objects.requireNonNull(table);
        sealed = List.copyOf(sealed);
        Objects.requireNonNull(obligations);
    }

    /** A port without encrypted columns, of which nothing is owed. */
    public ResolvedPort(PortId port, Table table) {
        this(port, table, List.of(), Obligations.NONE);
    }

    /** The same port for a reader who owes that. */
    public ResolvedPort under(Obligations owed) {
        return new ResolvedPort(port, table, sealed, owed);
    }

    /** The column that holds ciphertext under a name. */
    Optional<SealedColumn> sealed(String column) {
        return sealed.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    /** The table's columns as they are before obligations: of those that are encrypted the types of what is in them. */
    public Schema schema() {
        return new Schema(table.schema().columns().stream()
                .map(column -> sealed(column.name())
                        .map(open -> Types.NestedField.from(column)
                                .ofType(open.type())
                                .build())
                        .orElse(column))
                .toList());
    }
}
