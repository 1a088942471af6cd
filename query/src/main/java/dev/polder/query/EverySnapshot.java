package dev.polder.query;

import dev.polder.core.name.PortId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** Reads all rows that any snapshot of a table holds, as they are stored: what was deleted since is read too. */
public final class EverySnapshot {
    private EverySnapshot() {}

    /** How much there was. */
    public record Extent(int snapshots, int files) {}

    /**
     * Reads columns of all rows.
     *
     * @param rows takes the values of each row as text, in the order of the columns
     */
    public static Extent read(PortId port, Table table, List<String> columns, Consumer<List<Optional<String>>> rows) {
        int snapshots = 0;
        Set<String> files = new LinkedHashSet<>();
        ResolvedPort resolved = new ResolvedPort(port, table);
        for (Snapshot snapshot : table.snapshots()) {
            snapshots++;
            try (CloseableIterable<FileScanTask> tasks =
                    table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
                tasks.forEach(task -> files.add(TableScan.path(resolved, task.file())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (!files.isEmpty()) {
            read(table, List.copyOf(files), columns, rows);
        }
        return new Extent(snapshots, files.size());
    }

    private static void read(
            Table table, List<String> files, List<String> columns, Consumer<List<Optional<String>>> rows) {
        String select = columns.stream()
                .map(column -> "CAST(" + DuckTypes.identifier(column) + " AS VARCHAR)")
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + TableScan.read(table.schema(), files, "")));
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET jdbc_stream_results=true");
            try (ResultSet result = statement.executeQuery(select)) {
                while (result.next()) {
                    List<Optional<String>> row = new ArrayList<>();
                    for (int i = 1; i <= columns.size(); i++) {
                        row.add(Optional.ofNullable(result.getString(i)));
                    }
                    rows.accept(row);
                }
            }
        } catch (SQLException e) {
            throw DuckErrors.unreadable(e);
        }
    }
}
