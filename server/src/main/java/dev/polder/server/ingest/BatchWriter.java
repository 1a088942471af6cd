package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
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
    public Lane open(String topic, TopicForm form, Delivery delivery) {
        return new BatchLane(topic, form, delivery);
    }

    @Override
    public Optional<Parcel> gather(String topic, TopicForm form) {
        return Optional.of(new BatchParcel(topic, form));
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

    private static byte[] headers(TopicForm form) {
        return form.header()
                .map(value -> RecordBuffer.header(TopicForm.SCHEMA_ID, value))
                .orElse(RecordBuffer.NO_HEADERS);
    }

    private static void add(RecordBuffer buffer, RecordChecker record, TopicForm form, byte[] headers) {
        int start = record.form(form);
        buffer.add(record.key(), record.keyLength(), record.value(), start, record.valueEnd() - start, headers);
    }

    private final class BatchParcel implements Parcel {
        private final String topic;
        private final TopicForm form;
        private final byte[] headers;
        private final RecordBuffer buffer = lend();

        BatchParcel(String topic, TopicForm form) {
            this.topic = topic;
            this.form = form;
            this.headers = headers(form);
        }

        @Override
        public boolean add(RecordChecker record) {
            BatchWriter.add(buffer, record, form, headers);
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
        private final TopicForm form;
        private final byte[] headers;
        private final Delivery delivery;
        private final RecordBuffer buffer = lend();

        BatchLane(String topic, TopicForm form, Delivery delivery) {
            this.topic = topic;
            this.form = form;
            this.headers = headers(form);
            this.delivery = delivery;
        }

        @Override
        public void write(RecordChecker record) {
            add(buffer, record, form, headers);
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
