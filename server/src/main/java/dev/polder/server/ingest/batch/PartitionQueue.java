package dev.polder.server.ingest.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The batches of a partition: the first is the next to be sent, or is on its way; the last is filled while it is open.
 *
 * <p>The batches are guarded by the topic's monitor; numbering belongs to the sender, as only it knows what was sent.
 */
final class PartitionQueue {
    private final TopicQueue topic;
    private final TopicPartition partition;
    private final Deque<Batch> batches = new ArrayDeque<>();

    /** Of the batch that was sent last, which the next one is likely to have too. */
    private int usualSize;

    /** Whether the sender knows that there is something to send. */
    private boolean claimed;

    private Optional<ProducerId> producer = Optional.empty();
    private int nextSequence;

    /** Since when the cluster says that it has no such topic; 0 while it does not. */
    long unknownSince;

    PartitionQueue(TopicQueue topic, int partition) {
        this.topic = topic;
        this.partition = new TopicPartition(topic.topic(), partition);
    }

    TopicQueue topic() {
        return topic;
    }

    TopicPartition partition() {
        return partition;
    }

    /** In the topic's monitor. */
    void append(byte[] source, int from, int to, long now, Receipt receipt, int limit) {
        Batch last = batches.peekLast();
        if (last == null || last.isSealed() || !last.hasRoom(to - from, limit)) {
            last = new Batch(now, Math.max(to - from + RecordBuffer.OVERHEAD, usualSize));
            batches.add(last);
        }
        last.append(source, from, to, now, receipt, limit);
    }

    /** In the topic's monitor: true once, until the sender has nothing more to send here. */
    boolean claim() {
        boolean first = !claimed;
        claimed = true;
        return first;
    }

    /** The batch to send, to which nothing is added any more; empty, and the queue unclaimed, when there is none. */
    Optional<Batch> next() {
        synchronized (topic) {
            Batch first = batches.peekFirst();
            if (first == null) {
                claimed = false;
                return Optional.empty();
            }
            return Optional.of(first);
        }
    }

    void close(Batch first) {
        synchronized (topic) {
            first.close();
            usualSize = first.sizeInBytes();
        }
    }

    /** Takes the first batch out. */
    void remove(Batch first) {
        synchronized (topic) {
            if (batches.pollFirst() != first) {
                throw new IllegalStateException("not the first batch of " + partition);
            }
        }
    }

    /** Takes all batches out. */
    List<Batch> removeAll() {
        synchronized (topic) {
            List<Batch> all = new ArrayList<>(batches);
            batches.clear();
            return all;
        }
    }

    /** Puts a batch's halves in its place. */
    void replace(Batch first, List<Batch> halves) {
        synchronized (topic) {
            remove(first);
            batches.addFirst(halves.get(1));
            batches.addFirst(halves.get(0));
        }
    }

    boolean hasProducer() {
        return producer.isPresent();
    }

    void begin(ProducerId fresh) {
        producer = Optional.of(fresh);
        nextSequence = 0;
    }

    /** Gives a batch the next numbers. */
    void number(Batch batch, Compressor compressor) {
        batch.number(producer.orElseThrow(), nextSequence, compressor);
        nextSequence = after(nextSequence, batch.count());
    }

    /** Takes a batch's numbers back: it is known not to be in the log. */
    void takeBack(Batch batch) {
        nextSequence = batch.sequence();
    }

    /** Starts new numbers: nobody knows which of the old ones the log has. False when only a new producer can. */
    boolean renumber() {
        if (producer.isPresent() && !producer.get().isLast()) {
            begin(producer.get().next());
            return true;
        }
        producer = Optional.empty();
        return false;
    }

    /** Numbers start again at 0 after the largest. */
    private static int after(int sequence, int count) {
        int left = Integer.MAX_VALUE - sequence;
        return count > left ? count - left - 1 : sequence + count;
    }
}
