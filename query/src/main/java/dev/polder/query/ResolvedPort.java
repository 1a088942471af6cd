package dev.polder.query;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Obligations;
import dev.polder.core.contract.DataType;
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
 * @param about the records that was decided about; the query sees none of the table's columns that these do not have. Empty for all
 */
public record ResolvedPort(
        PortId port, Table table, List<SealedColumn> sealed, Obligations obligations, Optional<DataType.Struct> about) {
    public ResolvedPort {
        Objects.requireNonNull(port);
        Objects.requireNonNull(table);
        sealed = List.copyOf(sealed);
        Objects.requireNonNull(obligations);
        Objects.requireNonNull(about);
    }

    /** A port without encrypted columns, of which nothing is owed. */
    public ResolvedPort(PortId port, Table table) {
        this(port, table, List.of());
    }

    /** A port of which nothing is owed. */
    public ResolvedPort(PortId port, Table table, List<SealedColumn> sealed) {
        this(port, table, sealed, Obligations.NONE, Optional.empty());
    }

    /** The same port for a reader who owes that. */
    public ResolvedPort under(Obligations owed) {
        return new ResolvedPort(port, table, sealed, owed, about);
    }

    /** The same port for a reader about whom that was decided. */
    public ResolvedPort under(Decision decision) {
        return new ResolvedPort(port, table, sealed, decision.obligations(), decision.about());
    }

    /** Whether there is a column for the reader. */
    boolean shows(Types.NestedField column) {
        return obligations.columns().map(shown -> shown.contains(column.name())).orElse(true)
                && about.map(records -> DecidedColumns.hold(records, column)).orElse(true);
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
