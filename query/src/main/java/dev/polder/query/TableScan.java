package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * What reading a table at a snapshot means in DuckDB's SQL.
 *
 * @param select a SELECT with the table's columns, by name and type as they are now
 * @param files every file that it reads, as paths
 * @param deletes whether the files hold rows that were deleted
 * @param functions that it calls
 */
record TableScan(String select, List<String> files, boolean deletes, SealedFunctions functions) {
    private static final String FILE_COLUMN = "__polder_file";
    private static final String ROW_COLUMN = "file_row_number";

    TableScan {
        files = List.copyOf(files);
    }

    /** The head of main as the given object knows it. */
    static TableScan of(ResolvedPort port) {
        Table table = port.table();
        Snapshot snapshot = table.currentSnapshot();
        Schema schema = table.schema();
        NestedFields.check(port.port(), table);
        List<String> data = new ArrayList<>();
        Set<String> deletes = new LinkedHashSet<>();
        if (snapshot != null) {
            try (CloseableIterable<FileScanTask> tasks =
                    table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
                for (FileScanTask task : tasks) {
                    data.add(path(port, task.file()));
                    for (DeleteFile delete : task.deletes()) {
                        if (delete.content() != FileContent.POSITION_DELETES) {
                            throw unsupported(port, "equality deletes");
                        }
                        deletes.add(path(port, delete));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (data.isEmpty()) {
            return new TableScan(nothing(port.schema()), List.of(), false, new SealedFunctions());
        }
        List<String> files = new ArrayList<>(data);
        files.addAll(deletes);
        SealedFunctions functions = new SealedFunctions();
        String names = names(port, functions);
        return deletes.isEmpty()
                ? new TableScan(all(names, schema, data), files, false, functions)
                : new TableScan(undeleted(names, schema, data, deletes), files, true, functions);
    }

    private static String nothing(Schema schema) {
        return schema.columns().stream()
                .map(column ->
                        "CAST(NULL AS " + DuckTypes.of(column.type()) + ") AS " + DuckTypes.identifier(column.name()))
                .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
    }

    private static String all(String names, Schema schema, List<String> data) {
        return "SELECT " + names + " FROM " + read(schema, data, "");
    }

    /** Position deletes name the file by its location and count rows from zero. */
    private static String undeleted(String names, Schema schema, List<String> data, Set<String> deletes) {
        return "SELECT " + names + " FROM "
                + read(schema, data, ", filename=" + DuckTypes.literal(FILE_COLUMN) + ", file_row_number=true")
                + " AS d WHERE NOT EXISTS (SELECT 1 FROM read_parquet(" + list(deletes)
                + ", hive_partitioning=false) AS x WHERE regexp_replace(x.file_path, '^file:/+', '/') = d."
                + FILE_COLUMN + " AND x.pos = d." + ROW_COLUMN + ")";
    }

    static String read(Schema schema, List<String> data, String options) {
        String fields = schema.columns().stream().map(TableScan::field).collect(Collectors.joining(", "));
        // Files lie in directories named by partition values, which are not to become columns.
        return "read_parquet(" + list(data) + ", schema=MAP{" + fields + "}, hive_partitioning=false" + options + ")";
    }

    private static String field(Types.NestedField column) {
        return column.fieldId() + ": {name: " + DuckTypes.literal(column.name()) + ", type: "
                + DuckTypes.literal(DuckTypes.of(column.type())) + ", default_value: NULL}";
    }

    /** The columns, those that are encrypted opened. */
    private static String names(ResolvedPort port, SealedFunctions functions) {
        return port.table().schema().columns().stream()
                .map(column -> port.sealed(column.name())
                        .map(opened -> functions.call(opened) + " AS " + DuckTypes.identifier(column.name()))
                        .orElse(DuckTypes.identifier(column.name())))
                .collect(Collectors.joining(", "));
    }

    private static String list(Iterable<String> paths) {
        List<String> literals = new ArrayList<>();
        paths.forEach(path -> literals.add(DuckTypes.literal(path)));
        return "[" + String.join(", ", literals) + "]";
    }

    static String path(ResolvedPort port, ContentFile<?> file) {
        if (file.format() != FileFormat.PARQUET) {
            throw unsupported(port, file.format().name().toLowerCase(java.util.Locale.ROOT) + " files");
        }
        String path = file.location();
        if (path.startsWith("file:")) {
            path = path.substring("file:".length()).replaceFirst("^/+", "/");
        }
        // DuckDB would read these as patterns.
        if (!path.startsWith("/") || path.matches(".*[*?\\[].*")) {
            throw unsupported(port, "files at such a place");
        }
        return path;
    }

    private static PolderException unsupported(ResolvedPort port, String what) {
        return new PolderException(
                Code.FEATURE_UNSUPPORTED,
                "The table of " + port.port() + " has " + what + ", which queries cannot read yet",
                "Read it with Spark through the Iceberg catalog at /iceberg, or rewrite its data files");
    }
}
