package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
import dev.polder.server.ingest.batch.BatchConfig;
import dev.polder.server.ingest.batch.BatchProducer;
import dev.polder.server.ingest.batch.Receipt;
import java.util.Map;
import java.util.Optional;

/** Writes accepted records to the topics of their ports, acknowledged by all replicas. Thread-safe. */
public interface RecordWriter extends AutoCloseable {
    /** In batches that are made while the records are checked. */
    static RecordWriter direct(Map<String, String> clientProperties, String compression) {
        return new BatchWriter(new BatchProducer(BatchConfig.of(clientProperties, compression)));
    }

    /** One by one, through a producer that stays the caller's to close. */
    static RecordWriter through(TopicWriter writer) {
        return (topic, form, delivery) -> new ProducerLane(writer.begin(delivery), topic, form);
    }

    /** Starts what one request writes to a topic. */
    Lane open(String topic, TopicForm form, Delivery delivery);

    /** Starts what is written at once, without waiting; empty when this writer may have to wait. */
    default Optional<Parcel> gather(String topic, TopicForm form) {
        return Optional.empty();
    }

    @Override
    default void close() {}

    /** Records for a topic that are written together or not at all. For one thread. */
    interface Parcel extends AutoCloseable {
        /**
         * Takes the accepted record that a checker holds.
         *
         * @return false when it is too much
         */
        boolean add(RecordChecker record);

        /**
         * Sends what was taken, unless somebody would have to wait for that.
         *
         * @param receipt told of every record; not at all when this is false
         */
        boolean send(Receipt receipt);

        @Override
        void close();
    }

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
