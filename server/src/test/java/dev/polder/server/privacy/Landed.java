package dev.polder.server.privacy;

import dev.polder.core.name.PortId;
import dev.polder.server.TestTopics;
import dev.polder.server.WiredServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;

/** Brings what is on a port's topic into its table, byte for byte, as landing does. */
final class Landed {
    private final WiredServer server;
    private final TestTopics topics;

    Landed(WiredServer server, TestTopics topics) {
        this.server = server;
        this.topics = topics;
    }

    List<GenericRecord> onTopic(PortId port, Schema schema) {
        return topics.committed(port.topic()).stream()
                .map(message -> read(schema, message.value()))
                .toList();
    }

    private static GenericRecord read(Schema schema, byte[] value) {
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends records to the table; returns the file. */
    Path append(PortId port, List<GenericRecord> records) {
        Table table = server.provisioned(port);
        Path directory = Path.of(table.location().replaceFirst("^file:/*", "/")).resolve("data");
        Path file = directory.resolve(UUID.randomUUID() + ".parquet");
        String rows = records.stream()
                .map(record -> table.schema().columns().stream()
                        .map(column -> literal(record.get(column.name())))
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        String names = table.schema().columns().stream()
                .map(column -> "\"" + column.name() + "\"")
                .collect(Collectors.joining(", "));
        String ids = table.schema().columns().stream()
                .map(column -> "\"" + column.name() + "\": " + column.fieldId())
                .collect(Collectors.joining(", ", "{", "}"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            Files.createDirectories(directory);
            statement.execute("COPY (SELECT * FROM (VALUES " + rows + ") t(" + names + ")) TO '" + file
                    + "' (FORMAT parquet, FIELD_IDS " + ids + ")");
            table.newAppend()
                    .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                            .withPath("file://" + file)
                            .withFormat(FileFormat.PARQUET)
                            .withRecordCount(records.size())
                            .withFileSizeInBytes(Files.size(file))
                            .build())
                    .commit();
            return file;
        } catch (SQLException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String literal(Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof Number
                ? value + "::BIGINT"
                : "'" + value.toString().replace("'", "''") + "'";
    }
}
