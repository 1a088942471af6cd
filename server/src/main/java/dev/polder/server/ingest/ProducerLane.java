package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import java.util.Arrays;
import java.util.List;

/** Hands one record after another to Kafka's producer. */
final class ProducerLane implements RecordWriter.Lane {
    private final Writing writing;
    private final String topic;
    private final int schemaId;

    ProducerLane(Writing writing, String topic, int schemaId) {
        this.writing = writing;
        this.topic = topic;
        this.schemaId = schemaId;
    }

    @Override
    public void write(RecordChecker record) {
        byte[] key = record.keyLength() < 0 ? null : Arrays.copyOf(record.key(), record.keyLength());
        byte[] value =
                Arrays.copyOfRange(record.avro(), record.frame(schemaId), record.avroStart() + record.avroLength());
        writing.send(topic, key, value, List.of());
    }

    @Override
    public void flush() {
        // The producer does it.
    }
}
