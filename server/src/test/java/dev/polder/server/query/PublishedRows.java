package dev.polder.server.query;

import dev.polder.core.name.PortId;
import dev.polder.query.PortCatalog;
import dev.polder.query.ResolvedPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

/** The port {@code sales.orders.order-lines} with a table of one file. */
final class PublishedRows implements PortCatalog {
    static final PortId PORT = PortId.parse("sales.orders.order-lines.v1");
    private static final String NAME = "sales.orders.order_lines";

    private final Table table;
    private final Path file;

    /** @param select what the file holds, in DuckDB's SQL, with the columns' names */
    PublishedRows(Path directory, String select, Types.NestedField... columns) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("sales", "orders"), new HashMap<>());
        table = catalog.createTable(TableIdentifier.of("sales", "orders", "order_lines_v1"), new Schema(columns));
        file = directory.resolve("1.parquet");
        String ids = List.of(columns).stream()
                .map(column -> column.name() + ": " + column.fieldId())
                .collect(Collectors.joining(", ", "{", "}"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FIELD_IDS " + ids + ")");
        }
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("file://" + file)
                        .withFormat(FileFormat.PARQUET)
                        .withRecordCount(3)
                        .withFileSizeInBytes(Files.size(file))
                        .build())
                .commit();
    }

    Table table() {
        return table;
    }

    Path file() {
        return file;
    }

    @Override
    public Optional<ResolvedPort> resolve(String name) {
        return Optional.of(name).filter(NAME::equals).map(known -> new ResolvedPort(PORT, table));
    }

    @Override
    public List<String> names() {
        return List.of(NAME);
    }
}
