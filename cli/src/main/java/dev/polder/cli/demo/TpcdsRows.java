package dev.polder.cli.demo;

import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The rows of one TPC-DS table, its columns by name. TPC-DS itself leaves some values null; those are empty here. */
final class TpcdsRows {
    /** TPC-DS counts days as Julian day numbers. */
    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

    private final Table table;
    private final Session session;

    TpcdsRows(Table table, double scale) {
        this.table = table;
        this.session = Session.getDefaultSession().withScale(scale).withNoSexism(true);
    }

    /** Every row in the generator's order. */
    void forEach(Consumer<Row> use) {
        Map<String, Integer> columns = columns(table);
        for (List<List<String>> rows : Results.constructResults(table, session)) {
            use.accept(new Row(columns, rows.get(0)));
        }
    }

    /** Every row with the row of {@code child} that goes with it: the return of a sale. */
    void forEach(Table child, Consumer<Row> use, Consumer<Row> useChild) {
        Map<String, Integer> columns = columns(table);
        Map<String, Integer> childColumns = columns(child);
        for (List<List<String>> rows : Results.constructResults(table, session)) {
            use.accept(new Row(columns, rows.get(0)));
            if (rows.size() > 1) {
                useChild.accept(new Row(childColumns, rows.get(1)));
            }
        }
    }

    /** The row with this number, counted from 1. */
    Row row(long number) {
        return new Row(
                columns(table),
                Results.constructResults(table, number, number, session)
                        .iterator()
                        .next()
                        .get(0));
    }

    private static Map<String, Integer> columns(Table table) {
        Map<String, Integer> byName = new HashMap<>();
        for (Column column : table.getColumns()) {
            byName.put(column.getName(), column.getPosition());
        }
        return byName;
    }

    /** One row. */
    record Row(Map<String, Integer> columns, List<String> values) {
        Optional<String> text(String column) {
            return Optional.ofNullable(values.get(columns.get(column)))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty());
        }

        Optional<Integer> integer(String column) {
            return text(column).map(Integer::valueOf);
        }

        Optional<BigDecimal> decimal(String column) {
            return text(column).map(BigDecimal::new);
        }

        Optional<LocalDate> date(String column) {
            return text(column).map(day -> LocalDate.ofEpochDay(Long.parseLong(day) - JULIAN_DAY_OF_EPOCH));
        }
    }
}
