package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * Holds records back whose subjects' keys are not at hand, and all that come after them, until there are enough of them to fetch and make their
 * keys together. Records keep their order. For one thread.
 */
final class KeyedLane implements RecordWriter.Lane {
    private static final int MOST_RECORDS = 20_000;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final RecordWriter.Lane lane;
    private final TopicForm form;
    private final RecordChecker again;
    private final Map<ByteBuffer, byte[]> missing = new HashMap<>();
    private byte[] held = {};
    private int size;
    /** For each record that is held the length of its Avro and of its key. */
    private int[] lengths = new int[256];

    private int count;

    /** @param again of the gate that accepts the records */
    KeyedLane(RecordWriter.Lane lane, TopicForm form, RecordChecker again) {
        this.lane = lane;
        this.form = form;
        this.again = again;
    }

    @Override
    public void write(RecordChecker record) {
        Optional<byte[]> subject = form.subject(record);
        boolean ready = subject.isEmpty() || form.isReady(subject.get());
        if (ready && count == 0) {
            lane.write(record);
            return;
        }
        if (!ready) {
            missing.putIfAbsent(ByteBuffer.wrap(subject.get()), subject.get());
        }
        hold(record);
        if (count == MOST_RECORDS || size > MOST_BYTES) {
            release();
        }
    }

    private void hold(RecordChecker record) {
        int keyLength = Math.max(0, record.keyLength());
        int more = record.avroLength() + keyLength;
        if (held.length - size < more) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, size + more));
        }
        if (2 * count + 2 > lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * lengths.length);
        }
        System.arraycopy(record.avro(), record.avroStart(), held, size, record.avroLength());
        System.arraycopy(record.key(), 0, held, size + record.avroLength(), keyLength);
        lengths[2 * count] = record.avroLength();
        lengths[2 * count + 1] = record.keyLength();
        count++;
        size += more;
    }

    private void release() {
        form.prepare(new HashSet<>(missing.values()));
        missing.clear();
        int at = 0;
        for (int i = 0; i < count; i++) {
            again.hold(held, at, lengths[2 * i], lengths[2 * i + 1]);
            lane.write(again);
            at += lengths[2 * i] + Math.max(0, lengths[2 * i + 1]);
        }
        count = 0;
        size = 0;
    }

    @Override
    public void flush() {
        if (count > 0) {
            release();
        }
        lane.flush();
    }

    @Override
    public void close() {
        lane.close();
    }
}
