package dev.polder.server.ingest;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.ingest.batch.Receipt;
import java.util.Optional;

/**
 * What one request has on its way to Kafka, by whatever means. Used by the request's thread; what became of the records is told by
 * others.
 */
final class Delivery implements Receipt {
    private static final long MOST_ON_THE_WAY = 4L * 1024 * 1024;
    /** Longer than any producer keeps a record. */
    private static final long LOST_MILLIS = 180_000;

    private long onTheWay;
    private long sent;
    private long acknowledged;
    private Exception failure;
    /** When no more than this is on its way the request's thread goes on; negative while it does not wait. */
    private long wakeAt = -1;

    /**
     * Counts records that are being sent; waits while too much is on its way.
     *
     * @throws PolderException UNAVAILABLE when earlier ones could not be written
     */
    synchronized void begin(int records, long bytes) {
        while (failure == null && onTheWay > MOST_ON_THE_WAY / 2 && onTheWay + bytes > MOST_ON_THE_WAY) {
            waitForReceipt(MOST_ON_THE_WAY / 2);
        }
        if (failure != null) {
            awaitQuietly();
            throw failed();
        }
        onTheWay += bytes;
        sent += records;
    }

    @Override
    public synchronized void done(int records, long bytes, Optional<Exception> failed) {
        onTheWay -= bytes;
        if (failed.isEmpty()) {
            acknowledged += records;
        } else if (failure == null) {
            failure = failed.get();
        }
        if (onTheWay <= wakeAt || failure != null && wakeAt > 0) {
            notifyAll();
        }
    }

    /** Takes back what {@link #begin} counted: it was not sent. */
    synchronized void cancel(int records, long bytes) {
        onTheWay -= bytes;
        sent -= records;
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
            waitForReceipt(0);
        }
    }

    /** How many records are known to be written. */
    synchronized long acknowledged() {
        return acknowledged;
    }

    private void waitForReceipt(long until) {
        wakeAt = until;
        long start = System.nanoTime();
        try {
            wait(LOST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "The server is stopping; it is not known which records were written",
                    "Send the body again when the server is back",
                    e);
        } finally {
            wakeAt = -1;
        }
        if (System.nanoTime() - start > LOST_MILLIS * 1_000_000) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "It is not known whether all records were written: Kafka's client does not say",
                    "Send the body again; records that were written will be there twice");
        }
    }

    private PolderException failed() {
        return failed(acknowledged, sent, failure);
    }

    static PolderException failed(long acknowledged, long sent, Exception failure) {
        return new PolderException(
                Code.UNAVAILABLE,
                "Kafka did not acknowledge all records: it did for " + acknowledged + " of the " + sent
                        + " that were sent, then: " + failure.getMessage(),
                "Send the body again; records that were written will be there twice",
                failure);
    }
}
