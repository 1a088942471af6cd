package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import dev.polder.server.ingest.batch.BatchConfig;
import dev.polder.server.ingest.batch.BatchProducer;
import java.util.Map;

/** Writes accepted records to the topics of their ports, acknowledged by all replicas. Thread-safe. */
public interface RecordWriter extends AutoCloseable {
    /** In batches that are made while the records are checked. */
    static RecordWriter direct(Map<String, String> clientProperties, String compression) {
        return new BatchWriter(new BatchProducer(BatchConfig.of(clientProperties, compression)));
    }

    /** One by one, through a producer that stays the caller's to close. */
    static RecordWriter through(TopicWriter writer) {
        return (topic, schemaId, delivery) -> new ProducerLane(writer.begin(delivery), topic, schemaId);
    }

    /** Starts what one request writes to a topic. */
    Lane open(String topic, int schemaId, Delivery delivery);

    @Override
    default void close() {}

    /** What one request writes to a topic. For one thread. */
    interface Lane extends AutoCloseable {
        /**
         * Takes the accepted record that a checker holds.
         *
         * @throws dev.polder.core.problem.PolderException UNAVAILABLE when this or an earlier record could not be written, OVERLOADED
         *     when it cannot be soon
         */
        void write(RecordChecker record);

        /** Sends what was taken; whether it is written the delivery says. */
        void flush();

        /** Forgets what was not sent. */
        @Override
        default void close() {}
    }
}
