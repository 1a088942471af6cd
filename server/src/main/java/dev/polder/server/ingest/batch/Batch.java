package dev.polder.server.ingest.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Records that are written at once: a record batch of Kafka's message format 2 (kafka.apache.org, "Message Format"). It is filled,
 * then sealed with its place in the producer's sequence, and from then on the same bytes are sent however often it takes.
 *
 * <p>Not thread-safe: its queue guards it until it is sealed, afterwards it belongs to the sender.
 */
final class Batch {
    static final int HEADER = 61;

    private static final int LENGTH = 8;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final byte MAGIC = 2;
    private static final int SMALLEST = 4 * 1024;
    /** A record's attributes, none of which is defined yet. */
    private static final int RECORD_ATTRIBUTES = 1;

    final long createdAt;

    private final long baseTimestamp;
    private long maxTimestamp;
    private byte[] bytes;
    private int end = HEADER;
    private int count;

    /** Whose records these are, in their order, how many of each, and what they were charged. */
    private final List<Receipt> receipts = new ArrayList<>(4);

    private int[] shares = new int[4];
    private int[] charges = new int[4];

    private boolean sealed;
    private int sequence;
    private Compressor.Payload payload;

    /** How often it was sent. */
    int attempts;

    /** Whether an attempt ended without an answer that says what became of it. */
    boolean unsure;

    /** Not sent again before. */
    long retryAt;

    /** What has kept it from being written so far. */
    String problem = "it was not sent yet";

    Batch(long now, int expected) {
        createdAt = now;
        baseTimestamp = now;
        maxTimestamp = now;
        bytes = new byte[Math.max(SMALLEST, HEADER + expected)];
    }

    /** Whether a record fits whose key, value and headers have so many bytes. */
    boolean hasRoom(int body, int limit) {
        return count == 0 || end + body + RecordBuffer.OVERHEAD <= limit;
    }

    /** Adds a record: key, value and headers as they stand in a record, from {@code from} to {@code to}. */
    void append(byte[] source, int from, int to, long timestamp, Receipt receipt, int limit) {
        int body = to - from;
        ensure(end + body + RecordBuffer.OVERHEAD, limit);
        long delta = timestamp - baseTimestamp;
        int deltas = Varint.size(delta) + Varint.size(count);
        int at = Varint.write(bytes, end, RECORD_ATTRIBUTES + deltas + body);
        bytes[at++] = 0;
        at = Varint.write(bytes, at, delta);
        at = Varint.write(bytes, at, count);
        System.arraycopy(source, from, bytes, at, body);
        end = at + body;
        count++;
        maxTimestamp = Math.max(maxTimestamp, timestamp);
        share(receipt, body + RecordBuffer.OVERHEAD);
    }

    private void share(Receipt receipt, int charge) {
        int last = receipts.size() - 1;
        if (last < 0 || receipts.get(last) != receipt) {
            receipts.add(receipt);
            last++;
            if (last == shares.length) {
                shares = Arrays.copyOf(shares, last * 2);
                charges = Arrays.copyOf(charges, last * 2);
            }
        }
        shares[last]++;
        charges[last] += charge;
    }

    private void ensure(int capacity, int limit) {
        if (bytes.length < capacity) {
            int wanted = (int) Math.min(bytes.length * 4L, Math.max(limit, capacity));
            bytes = Arrays.copyOf(bytes, Math.max(capacity, wanted));
        }
    }

    boolean isSealed() {
        return sealed;
    }

    int count() {
        return count;
    }

    int sequence() {
        return sequence;
    }

    /** What the records were charged. */
    long charge() {
        long charge = 0;
        for (int i = 0; i < receipts.size(); i++) {
            charge += charges[i];
        }
        return charge;
    }

    /** From now on nothing is added. */
    void close() {
        sealed = true;
    }

    /** Gives the records their place: the producer's identity and the number of the first. */
    void number(ProducerId producer, int sequence, Compressor compressor) {
        this.sequence = sequence;
        if (payload == null) {
            payload = compressor.compress(bytes, HEADER, end);
        }
        ByteBuffer header = ByteBuffer.wrap(payload.bytes());
        header.putLong(0) // the base offset is the broker's to give
                .putInt(payload.end() - LENGTH - Integer.BYTES)
                .putInt(-1) // partition leader's epoch: the broker's too
                .put(MAGIC)
                .putInt(0)
                .putShort(payload.attributes())
                .putInt(count - 1)
                .putLong(baseTimestamp)
                .putLong(maxTimestamp)
                .putLong(producer.id())
                .putShort(producer.epoch())
                .putInt(sequence)
                .putInt(count);
        CRC32C crc = new CRC32C();
        crc.update(payload.bytes(), ATTRIBUTES, payload.end() - ATTRIBUTES);
        header.putInt(CRC, (int) crc.getValue());
    }

    /** The bytes to send, of a batch that has its place. */
    MemoryRecords records() {
        return MemoryRecords.readableRecords(ByteBuffer.wrap(payload.bytes(), 0, payload.end()));
    }

    int sizeInBytes() {
        return payload == null ? end : payload.end();
    }

    /** Tells all whose records these are. */
    void done(Optional<Exception> failure) {
        for (int i = 0; i < receipts.size(); i++) {
            receipts.get(i).done(shares[i], charges[i], failure);
        }
    }

    /** Two batches with the same records, the first half in the first one. Needs two records at least. */
    List<Batch> split() {
        Batch first = new Batch(createdAt, (end - HEADER) / 2);
        Batch second = new Batch(createdAt, (end - HEADER) / 2);
        int owner = 0;
        int left = shares[0];
        int at = HEADER;
        for (int record = 0; record < count; record++) {
            if (left == 0) {
                left = shares[++owner];
            }
            left--;
            long length = Varint.read(bytes, at);
            int start = at + Varint.size(length);
            int timestampAt = start + RECORD_ATTRIBUTES;
            long timestamp = Varint.read(bytes, timestampAt);
            int body = timestampAt + Varint.size(timestamp) + Varint.size(record);
            at = (int) (start + length);
            Batch half = record < count / 2 ? first : second;
            half.append(bytes, body, at, createdAt + timestamp, receipts.get(owner), end);
        }
        first.close();
        second.close();
        return List.of(first, second);
    }
}
