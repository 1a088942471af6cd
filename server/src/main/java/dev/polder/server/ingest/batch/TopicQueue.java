package dev.polder.server.ingest.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.Uuid;

/** The queues of a topic's partitions. A topic that is deleted and made again is another one. Thread-safe. */
final class TopicQueue {
    /** So much goes to one partition before records without a key go to another one. */
    private static final int STICKY_BYTES = 256 * 1024;

    private final String topic;
    private final Uuid id;
    private PartitionQueue[] partitions;
    private int batchLimit;
    private int stickyPartition;
    private int stickyBytes;
    private volatile long touchedAt;

    TopicQueue(String topic, Uuid id, int partitionCount, int batchLimit) {
        this.topic = topic;
        this.id = id;
        this.batchLimit = batchLimit;
        this.partitions = new PartitionQueue[0];
        grow(partitionCount);
        this.stickyPartition = ThreadLocalRandom.current().nextInt(partitionCount);
    }

    String topic() {
        return topic;
    }

    Uuid id() {
        return id;
    }

    synchronized int partitionCount() {
        return partitions.length;
    }

    /** Knows more partitions from now on. Topics never get fewer. */
    synchronized void grow(int partitionCount) {
        int known = partitions.length;
        if (partitionCount > known) {
            partitions = Arrays.copyOf(partitions, partitionCount);
            for (int i = known; i < partitionCount; i++) {
                partitions[i] = new PartitionQueue(this, i);
            }
        }
    }

    /** When somebody last said that the topic is in use, in milliseconds. */
    long touchedAt() {
        return touchedAt;
    }

    void touch(long now) {
        touchedAt = now;
    }

    /**
     * Puts records at the end of their partitions' queues, those of one key in their order.
     *
     * @return the queues that the sender must look at, which it does not yet
     */
    synchronized List<PartitionQueue> append(RecordBuffer records, long now, Receipt receipt) {
        List<PartitionQueue> woken = new ArrayList<>(2);
        for (int i = 0; i < records.count(); i++) {
            int hash = records.hash(i);
            int start = records.start(i);
            int end = records.end(i);
            PartitionQueue queue = partitions[hash < 0 ? sticky(end - start) : hash % partitions.length];
            queue.append(records.bytes(), start, end, now, receipt, batchLimit);
            if (queue.claim()) {
                woken.add(queue);
            }
        }
        return woken;
    }

    /** From now on batches have at most half the size of one that was too large. */
    synchronized void shrink(int tooLarge) {
        batchLimit = Math.max(16 * 1024, Math.min(batchLimit, tooLarge / 2));
    }

    private int sticky(int bytes) {
        stickyBytes += bytes;
        if (stickyBytes > STICKY_BYTES) {
            stickyBytes = 0;
            stickyPartition = (stickyPartition + 1) % partitions.length;
        }
        return stickyPartition;
    }
}
