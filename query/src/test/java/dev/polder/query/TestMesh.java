package dev.polder.query;

import dev.polder.core.access.Obligations;
import dev.polder.core.name.PortId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Ports with real Iceberg metadata (in memory) over real Parquet files, written by DuckDB with field ids. */
final class TestMesh implements PortCatalog {
    static final byte[] KEY_BYTES = "a key of thirty-two bytes, yes!!".getBytes(StandardCharsets.US_ASCII);
    static final MaskKey KEY = new MaskKey(KEY_BYTES);

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final Path directory;
    private final Map<PortId, TableIdentifier> tables = new TreeMap<>();
    private final Map<PortId, Obligations> owed = new HashMap<>();

    TestMesh(Path directory) {
        this.directory = directory;
        catalog.initialize("test", Map.of());
    }

    Table create(String port, Types.NestedField... columns) {
        PortId id = PortId.parse(port);
        Namespace namespace = Namespace.of(id.namespace().toArray(String[]::new));
        if (!catalog.namespaceExists(namespace)) {
            catalog.createNamespace(namespace, new HashMap<>());
        }
        TableIdentifier name = TableIdentifier.of(namespace, id.table());
        tables.put(id, name);
        return catalog.createTable(
                name, new Schema(columns), PartitionSpec.unpartitioned(), Map.of("format-version", "2"));
    }

    /** From now on readers owe this. */
    void oblige(String port, Obligations obligations) {
        owed.put(PortId.parse(port), obligations);
    }

    Table table(String port) {
        return catalog.loadTable(tables.get(PortId.parse(port)));
    }

    /** Appends what a SELECT of DuckDB gives; its columns are named as the table's are now. */
    DataFile append(String port, String select) {
        Table table = table(port);
        DataFile file = write(table.schema(), select);
        table.newAppend().appendFile(file).commit();
        return file;
    }

    DataFile write(Schema schema, String select) {
        Path file = directory.resolve(UUID.randomUUID() + ".parquet");
        String ids = schema.columns().stream().map(TestMesh::fieldId).collect(Collectors.joining(", ", "{", "}"));
        long records = copy(select, file, ", FIELD_IDS " + ids);
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("file://" + file)
                .withFormat(FileFormat.PARQUET)
                .withRecordCount(records)
                .withFileSizeInBytes(size(file))
                .build();
    }

    /** Deletes rows of a file by their positions. */
    void delete(String port, DataFile file, long... positions) {
        Path deletes = directory.resolve(UUID.randomUUID() + "-deletes.parquet");
        List<String> rows = new ArrayList<>();
        for (long position : positions) {
            rows.add("('" + file.location() + "', " + position + "::BIGINT)");
        }
        long records = copy(
                "SELECT * FROM (VALUES " + String.join(", ", rows) + ") d(file_path, pos)",
                deletes,
                ", FIELD_IDS {file_path: 2147483546, pos: 2147483545}");
        DeleteFile deleteFile = FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofPositionDeletes()
                .withPath("file://" + deletes)
                .withFormat(FileFormat.PARQUET)
                .withRecordCount(records)
                .withFileSizeInBytes(size(deletes))
                .build();
        table(port).newRowDelta().addDeletes(deleteFile).commit();
    }

    private static String fieldId(Types.NestedField field) {
        return "\"" + field.name() + "\": " + fieldId(field.type(), field.fieldId());
    }

    private static String fieldId(Type type, int id) {
        if (!type.isNestedType()) {
            return Integer.toString(id);
        }
        return type.asNestedType().fields().stream()
                .map(TestMesh::fieldId)
                .collect(Collectors.joining(", ", "{__duckdb_field_id: " + id + ", ", "}"));
    }

    private static long copy(String select, Path file, String options) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone='UTC'");
            return statement.executeUpdate("COPY (" + select + ") TO '" + file + "' (FORMAT parquet" + options + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<ResolvedPort> resolve(String name) {
        return tables.keySet().stream()
                .filter(id -> name.equals(id.address().sqlName())
                        || name.equals(id.address().sqlName() + "_v" + id.major()))
                .reduce((older, newer) -> newer)
                .map(id -> new ResolvedPort(id, catalog.loadTable(tables.get(id)))
                        .under(owed.getOrDefault(id, Obligations.NONE)));
    }

    @Override
    public List<String> names() {
        return tables.keySet().stream()
                .map(id -> id.address().sqlName())
                .distinct()
                .toList();
    }
}
