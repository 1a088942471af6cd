package dev.polder.gate;

import dev.polder.core.contract.SchemaObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a body into records, streaming: memory is bounded by {@link RecordLimits#maxBytes()}, whatever the size of the body
 * or of a record in it. Texts are UTF-8, with or without byte order mark. Not thread-safe.
 *
 * <p>What is wrong with one record becomes a record that the gate refuses, so that accepted + refused is what was sent. What
 * makes the whole body unreadable — no CSV header, columns that the contract does not have, text where an array should
 * start — is a {@link dev.polder.core.problem.PolderException} {@code BODY_INVALID} from {@link #next()} before any record.
 *
 * <p>After a syntax error within a JSON array nobody can say where the next record starts: the record with the error is the
 * last one, and its refusal says that the rest was not read. NDJSON and CSV go on with the next line, an Avro file with the next
 * block.
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
        return switch (format) {
            case NDJSON -> new NdjsonReader(new ByteSource(body), limits);
            case JSON -> new JsonArrayReader(new ByteSource(body), limits);
            case CSV -> new CsvReader(new ByteSource(body), schema, limits);
            case AVRO -> new AvroRecordReader(body, ContractGate.compile(schema, limits));
            case AVRO_FILE -> new AvroFileReader(body, ContractGate.compile(schema, limits));
            case AVRO_FRAMED -> throw new IllegalArgumentException("framed records are read by WriterSchemas");
        };
    }

    /** Opens a body for a gate, which need not be compiled again then. */
    static RecordReader open(InputStream body, RecordFormat format, ContractGate gate) {
        return switch (format) {
            case AVRO -> new AvroRecordReader(body, gate);
            case AVRO_FILE -> new AvroFileReader(body, gate);
            case NDJSON, JSON, CSV, AVRO_FRAMED -> open(body, format, gate.schema(), gate.limits());
        };
    }

    /** Opens a body with the default limits. */
    static RecordReader open(InputStream body, RecordFormat format, SchemaObject schema) {
        return open(body, format, schema, RecordLimits.DEFAULT);
    }
}
