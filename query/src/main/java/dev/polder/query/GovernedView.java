package dev.polder.query;

import dev.polder.core.access.Obligations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;

/**
 * What a reader sees of a port: a scan without the columns that there are not for them, without the rows that a filter does not find
 * true, and with masks over the values. Filters look at values before masks.
 *
 * @param columns as they are seen, with the types that masks leave
 * @param filters conditions over the scan
 */
record GovernedView(TableScan scan, List<MaskedValue> values, List<Column> columns, List<String> filters) {
    /** No column of a port has such a name, and no query is asked for one. */
    private static final String ROWS = "__polder_rows";

    /**
     * A sample of everything. It costs a look at each vector of rows, and DuckDB pushes no condition below a sample: what a query asks is
     * computed of the rows that are left, and so cannot fail for others.
     */
    private static final String BARRIER = " TABLESAMPLE 100 PERCENT (system)";

    GovernedView {
        values = List.copyOf(values);
        columns = List.copyOf(columns);
        filters = List.copyOf(filters);
    }

    /**
     * @param key of the mesh
     * @throws dev.polder.core.problem.PolderException POLICY_INVALID when an obligation cannot be met
     */
    static GovernedView of(ResolvedPort port, MaskKey key) {
        Obligations owed = port.obligations();
        List<MaskedValue> values = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        MaskedColumn masked = new MaskedColumn(key.of(port.port().address().domain()));
        for (Types.NestedField column : port.schema().columns()) {
            if (port.shows(column)) {
                MaskedValue value = masked.of(column, owed.masks());
                values.add(value);
                columns.add(new Column(column.name(), value.type()));
            }
        }
        List<String> filters = owed.rowFilters().stream()
                .map(filter -> RowFilter.sql(filter, port))
                .toList();
        return new GovernedView(TableScan.of(port), values, columns, filters);
    }

    /**
     * @param harmless whether the query may be mixed with the filters, because nothing in it can fail
     */
    String select(boolean harmless) {
        boolean hides = scan.deletes() || !filters.isEmpty();
        // Values that are opened may fail by themselves.
        String barrier = hides && (!harmless || scan.functions().any()) ? BARRIER : "";
        String rows = filters.isEmpty()
                ? scan.select()
                : "SELECT * FROM (" + scan.select() + ") AS " + ROWS + " WHERE "
                        + filters.stream().collect(Collectors.joining(") AND (", "(", ")"));
        return "SELECT " + shown() + " FROM (" + rows + ") AS " + ROWS + barrier;
    }

    private String shown() {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(values.get(i).sql() + " AS "
                    + DuckTypes.identifier(columns.get(i).name()));
        }
        return String.join(", ", shown);
    }
}
