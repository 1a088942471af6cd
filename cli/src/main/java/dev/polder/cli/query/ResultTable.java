package dev.polder.cli.query;

import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Style;
import dev.polder.cli.render.Table;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.QueryRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A query's rows as a table: numbers on the right, nulls shown as such. */
final class ResultTable implements QueryRows {
    private static final Set<String> NUMBERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "INT",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT",
            "LONG",
            "FLOAT",
            "REAL",
            "DOUBLE",
            "DECIMAL");

    private final Terminal terminal;
    private Table table;

    ResultTable(Terminal terminal) {
        this.terminal = terminal;
        this.table = new Table(terminal, List.of());
    }

    @Override
    public void columns(List<Column> columns) {
        table = new Table(
                terminal,
                columns.stream()
                        .map(column -> isNumber(column.type())
                                ? Table.Column.right(column.name())
                                : Table.Column.left(column.name()))
                        .toList());
    }

    @Override
    public void row(List<Json> values) {
        table.row(values.stream().map(ResultTable::cell).toList());
        terminal.checkReaderNowAndThen();
    }

    void end() {
        table.end();
    }

    private static Cell cell(Json value) {
        return value.isNull()
                ? new Cell("NULL", Style.FAINT)
                : Cell.of(value.scalar().orElseGet(value::compact));
    }

    private static boolean isNumber(String type) {
        String name = type.toUpperCase(Locale.ROOT).replaceFirst("\\(.*", "").strip();
        return NUMBERS.contains(name);
    }

    /** {@code 3 rows in 0.04 s, from sales.orders.order-lines.v1 @ 123 of 2026-11-01T10:00:00Z}. */
    static String footer(Summary summary, Duration took) {
        StringBuilder footer = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d %s in %.2f s",
                summary.rows(),
                summary.rows() == 1 ? "row" : "rows",
                took.toMillis() / 1000.0));
        if (summary.truncated()) {
            footer.append("; there are more: --max-rows");
        }
        List<String> snapshots = new ArrayList<>();
        for (Snapshot snapshot : summary.snapshots()) {
            snapshots.add(
                    snapshot.snapshotId().isEmpty()
                            ? snapshot.port() + ", which has published nothing yet"
                            : snapshot.port() + " @ " + snapshot.snapshotId()
                                    + (snapshot.committedAt().isEmpty() ? "" : " of " + snapshot.committedAt()));
        }
        if (!snapshots.isEmpty()) {
            footer.append("; read ").append(String.join(", ", snapshots));
        }
        return Style.printable(footer.toString());
    }
}
