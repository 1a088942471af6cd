package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Reads Avro records in Confluent's framing: a zero byte, the writer's schema id in four bytes, Avro binary. Made by {@link
 * ContractGate#writerSchemas}; remembers the schemas it has seen; for many threads.
 */
public final class WriterSchemas {
    /** Where schemas are known by their id. */
    @FunctionalInterface
    public interface Source {
        /** The schema of an id, or empty when there is none. What it throws reaches whoever asked about the record. */
        Optional<Schema> schema(int id);
    }

    static final int FRAMING = 5;

    private static final int MOST_REMEMBERED = 1000;

    private final ContractGate gate;
    private final Source source;
    private final Map<Integer, WriterSchema> known = new ConcurrentHashMap<>();

    WriterSchemas(ContractGate gate, Source source) {
        this.gate = gate;
        this.source = source;
    }

    /** The schema that was named last. */
    private record Last(int id, WriterSchema schema) {}

    private volatile Last last;

    /** The record; one that will be refused when its framing or its schema is not known. */
    public RawRecord read(byte[] bytes) {
        Optional<WriterSchema> schema = schema(bytes, 0, bytes.length);
        return schema.isPresent()
                ? RawRecord.avro(Arrays.copyOfRange(bytes, FRAMING, bytes.length), schema.get())
                : unknown(bytes);
    }

    /** Whether bytes that are a JSON text or framed Avro are Avro: no JSON text begins with a zero byte. */
    public static boolean isFramed(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == 0;
    }

    /** A record that is a JSON text or framed Avro. */
    public RawRecord readAny(byte[] bytes) {
        return isFramed(bytes) ? read(bytes) : RawRecord.json(bytes);
    }

    /** The schema that framed bytes name, if it is known and that of a record. */
    Optional<WriterSchema> schema(byte[] bytes, int from, int to) {
        if (to - from < FRAMING || bytes[from] != 0) {
            return Optional.empty();
        }
        int id = id(bytes, from);
        WriterSchema schema = known.get(id);
        if (schema != null) {
            last = new Last(id, schema);
            return Optional.of(schema);
        }
        Optional<WriterSchema> found = source.schema(id)
                .filter(candidate -> candidate.getType() == Schema.Type.RECORD)
                .map(gate::writtenIn);
        if (found.isPresent() && known.size() < MOST_REMEMBERED) {
            known.put(id, found.get());
        }
        return found;
    }

    /** The schema that framed bytes name if it is the one that was named last, else null; for callers that must not allocate. */
    WriterSchema known(byte[] bytes, int from, int to) {
        Last named = last;
        return named != null && to - from >= FRAMING && bytes[from] == 0 && id(bytes, from) == named.id
                ? named.schema
                : null;
    }

    private static int id(byte[] bytes, int from) {
        return (bytes[from + 1] & 0xFF) << 24
                | (bytes[from + 2] & 0xFF) << 16
                | (bytes[from + 3] & 0xFF) << 8
                | bytes[from + 4] & 0xFF;
    }

    private RawRecord unknown(byte[] bytes) {
        boolean framed = bytes.length >= FRAMING && bytes[0] == 0;
        Refusal refusal = new Refusal(
                Code.RECORD_SCHEMA_UNKNOWN,
                "$",
                "schema",
                framed
                        ? "The schema that the record was written in is not known, or not that of a record"
                        : "The record does not start with a zero byte and the id of its schema",
                Optional.empty());
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, gate.limits().keptBytes()));
        return new RawRecord.Broken(1, 0, RecordFormat.AVRO_FRAMED, kept, bytes.length, refusal);
    }
}
