package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import dev.polder.server.ingest.batch.BatchProducer;
import dev.polder.server.ingest.batch.Receipt;
import dev.polder.server.ingest.batch.RecordBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Gathers what a request writes and hands it over in pieces, so that its records meet others under one short lock. */
final class BatchWriter implements RecordWriter {
    /** A piece: large enough that the lock costs nothing, small enough that the broker has something to do meanwhile. */
    private static final int PIECE = 128 * 1024;

    private static final int KEPT_BUFFERS = 32;
    private static final int LARGEST_KEPT = 2 * PIECE;

    private final BatchProducer producer;
    private final BlockingQueue<RecordBuffer> buffers = new ArrayBlockingQueue<>(KEPT_BUFFERS);

    BatchWriter(BatchProducer producer) {
        this.producer = producer;
    }

    @Override
    public Lane open(String topic, int schemaId, Delivery delivery) {
        return new BatchLane(topic, schemaId, delivery);
    }

    @Override
    public Optional<Parcel> gather(String topic, int schemaId) {
        return Optional.of(new BatchParcel(topic, schemaId));
    }

    @Override
    public void close() {
        producer.close();
    }

    private RecordBuffer lend() {
        return Optional.ofNullable(buffers.poll()).orElseGet(RecordBuffer::new);
    }

    private void takeBack(RecordBuffer buffer) {
        buffer.clear();
        if (buffer.capacity() <= LARGEST_KEPT) {
            buffers.offer(buffer);
        }
    }

    private static void add(RecordBuffer buffer, RecordChecker record, int schemaId) {
        int start = record.frame(schemaId);
        int length = record.avroStart() + record.avroLength() - start;
        buffer.add(record.key(), record.keyLength(), record.avro(), start, length);
    }

    private final class BatchParcel implements Parcel {
        private final String topic;
        private final int schemaId;
        private final RecordBuffer buffer = lend();

        BatchParcel(String topic, int schemaId) {
            this.topic = topic;
            this.schemaId = schemaId;
        }

        @Override
        public boolean add(RecordChecker record) {
            BatchWriter.add(buffer, record, schemaId);
            return buffer.size() < PIECE;
        }

        @Override
        public boolean send(Receipt receipt) {
            return producer.appendAtOnce(topic, buffer, receipt);
        }

        @Override
        public void close() {
            takeBack(buffer);
        }
    }

    private final class BatchLane implements Lane {
        private final String topic;
        private final int schemaId;
        private final Delivery delivery;
        private final RecordBuffer buffer = lend();

        BatchLane(String topic, int schemaId, Delivery delivery) {
            this.topic = topic;
            this.schemaId = schemaId;
            this.delivery = delivery;
        }

        @Override
        public void write(RecordChecker record) {
            add(buffer, record, schemaId);
            if (buffer.size() >= PIECE) {
                flush();
            }
        }

        @Override
        public void flush() {
            int records = buffer.count();
            if (records == 0) {
                return;
            }
            long bytes = buffer.footprint();
            delivery.begin(records, bytes);
            boolean taken = false;
            try {
                producer.append(topic, buffer, delivery);
                taken = true;
            } finally {
                if (!taken) {
                    delivery.cancel(records, bytes);
                }
                buffer.clear();
            }
        }

        @Override
        public void close() {
            takeBack(buffer);
        }
    }
}
