package dev.polder.gate;

import dev.polder.core.contract.SchemaObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a body into records, streaming: memory is bounded by {@link RecordLimits#maxBytes()}, whatever the size of the body
 * or of a record in it. Bodies are UTF-8, with or without byte order mark. Not thread-safe.
 *
 * <p>What is wrong with one record becomes a record that the gate refuses, so that accepted + refused is what was sent. What
 * makes the whole body unreadable — no CSV header, columns that the contract does not have, text where an array should
 * start — is a {@link dev.polder.core.problem.PolderException} {@code BODY_INVALID} from {@link #next()} before any record.
 *
 * <p>After a syntax error within a JSON array nobody can say where the next record starts: the record with the error is the
 * last one, and its refusal says that the rest was not read. NDJSON and CSV go on with the next line.
 */
public interface RecordReader extends AutoCloseable {
    /** The next record, or empty at the end of the body. */
    Optional<RawRecord> next() throws IOException;

    /** After the first {@link #next()}: the contract's names of the columns of a CSV body; empty for other formats. */
    default List<String> columns() {
        return List.of();
    }

    /** Closes the body. */
    @Override
    void close() throws IOException;

    /**
     * Opens a body.
     *
     * @param schema the contract's object, whose properties the columns of CSV are mapped to
     */
    static RecordReader open(InputStream body, RecordFormat format, SchemaObject schema, RecordLimits limits) {
        ByteSource source = new ByteSource(body);
        return switch (format) {
            case NDJSON -> new NdjsonReader(source, limits);
            case JSON -> new JsonArrayReader(source, limits);
            case CSV -> new CsvReader(source, schema, limits);
        };
    }

    /** Opens a body with the default limits. */
    static RecordReader open(InputStream body, RecordFormat format, SchemaObject schema) {
        return open(body, format, schema, RecordLimits.DEFAULT);
    }
}
