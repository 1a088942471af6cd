package dev.polder.gate;

import dev.polder.core.contract.TopicFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * How the records of one contract version stand on their port's topic: as Avro in Confluent's framing, whose first bytes name the
 * schema, or as canonical JSON with a header that names it. Every entrance writes both the same way. Made by {@link
 * ContractGate#form}; for many threads.
 */
public final class TopicForm {
    /** The header of a record that is JSON: the id of the schema that it was written in, in decimal. */
    public static final String SCHEMA_ID = "polder.schema.id";

    private final int schemaId;
    private final Optional<byte[]> header;
    private final Optional<Sealing> sealing;

    TopicForm(TopicFormat format, int schemaId, Optional<Sealing> sealing) {
        this.schemaId = schemaId;
        this.sealing = sealing;
        this.header = format == TopicFormat.JSON
                ? Optional.of(Integer.toString(schemaId).getBytes(StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    /**
     * Whom an accepted record is about, as {@link SealedValue} says; empty where that does not matter.
     *
     * @param record of a gate of the same contract
     */
    public Optional<byte[]> subject(RecordChecker record) {
        return sealing.filter(it -> it.columns().hasSubject()).map(it -> record.subject(this));
    }

    /** Whether the value of a subject's record can be made without waiting for keys. */
    public boolean isReady(byte[] subject) {
        return sealing.isEmpty() || sealing.get().cipher().isReady(subject);
    }

    /** Fetches or makes the keys of subjects, of all together in one step. */
    public void prepare(Collection<byte[]> subjects) {
        sealing.ifPresent(it -> it.cipher().prepare(subjects));
    }

    /** What is encrypted, and by what. */
    record Sealing(SealedColumns columns, FieldCipher cipher) {}

    Optional<Sealing> sealing() {
        return sealing;
    }

    int schemaId() {
        return schemaId;
    }

    /** The value of the header {@link #SCHEMA_ID}; empty when records have none. Not to be changed. */
    public Optional<byte[]> header() {
        return header;
    }

    /** Hands on the headers that each record has besides others. */
    public void headers(BiConsumer<String, byte[]> headers) {
        header.ifPresent(value -> headers.accept(SCHEMA_ID, value));
    }

    /** The value for the accepted record that a checker of the same gate holds, in an array of its own. */
    public byte[] value(RecordChecker record) {
        int start = record.form(this);
        return Arrays.copyOfRange(record.value(), start, record.valueEnd());
    }

    /** Whether a value stands in Confluent's framing: no JSON text begins with a zero byte. */
    public static boolean isFramed(byte[] value) {
        return WriterSchemas.isFramed(value);
    }

    /** The id that the header {@link #SCHEMA_ID} holds; empty when it holds none. */
    public static OptionalInt schemaId(byte[] header) {
        if (header == null || header.length == 0 || header.length > 10) {
            return OptionalInt.empty();
        }
        long id = 0;
        for (byte digit : header) {
            if (digit < '0' || digit > '9') {
                return OptionalInt.empty();
            }
            id = id * 10 + digit - '0';
        }
        return id > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) id);
    }
}
