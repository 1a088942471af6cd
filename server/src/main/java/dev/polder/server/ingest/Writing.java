package dev.polder.server.ingest;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/**
 * What one request writes. {@link #send} waits while too much is on its way; after a failure nothing more is sent. Used by one
 * thread; Kafka's callbacks come from another.
 */
final class Writing {
    private static final long MOST_ON_THE_WAY = 4L * 1024 * 1024;
    private static final long OVERHEAD = 100;

    private final Producer<byte[], byte[]> producer;
    private long onTheWay;
    private long sent;
    private long acknowledged;
    private Exception failure;

    Writing(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Hands a record to the producer.
     *
     * @param key null for none, as Kafka has it
     * @throws PolderException UNAVAILABLE when this or an earlier record could not be written
     */
    void send(String topic, byte[] key, byte[] value, List<Header> headers) {
        long size = value.length + (key == null ? 0 : key.length) + size(headers) + OVERHEAD;
        synchronized (this) {
            while (failure == null && onTheWay > 0 && onTheWay + size > MOST_ON_THE_WAY) {
                waitForCallback();
            }
            if (failure != null) {
                awaitQuietly();
                throw failed();
            }
            onTheWay += size;
            sent++;
        }
        try {
            producer.send(new ProducerRecord<>(topic, null, key, value, headers), (metadata, e) -> done(size, e));
        } catch (KafkaException | IllegalStateException e) {
            done(size, e);
        }
    }

    /**
     * Waits until all that was sent is acknowledged.
     *
     * @throws PolderException UNAVAILABLE when some record was not
     */
    synchronized void await() {
        awaitQuietly();
        if (failure != null) {
            throw failed();
        }
    }

    /** Waits until nothing is on its way, whatever became of it. */
    synchronized void awaitQuietly() {
        while (onTheWay > 0) {
            waitForCallback();
        }
    }

    private static long size(List<Header> headers) {
        long size = 0;
        for (Header header : headers) {
            size += header.key().length() + header.value().length;
        }
        return size;
    }

    private synchronized void done(long size, Exception e) {
        onTheWay -= size;
        if (e == null) {
            acknowledged++;
        } else if (failure == null) {
            failure = e;
        }
        notifyAll();
    }

    private void waitForCallback() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "The server is stopping; it is not known which records were written",
                    "Send the body again when the server is back",
                    e);
        }
    }

    private PolderException failed() {
        return new PolderException(
                Code.UNAVAILABLE,
                "Kafka did not acknowledge all records: it did for " + acknowledged + " of the " + sent
                        + " that were sent, then: " + failure.getMessage(),
                "Send the body again; records that were acknowledged will be there twice",
                failure);
    }
}
