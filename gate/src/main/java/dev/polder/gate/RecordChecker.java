package dev.polder.gate;

import dev.polder.gate.fast.FastGate;
import dev.polder.gate.fast.Scan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Judges one record after another, without allocating for those that are accepted. Made by {@link ContractGate#checker()}; for one
 * thread. What the methods give belongs to the checker and is overwritten by the next record.
 */
public final class RecordChecker {
    /**
     * Bytes before {@link #avroStart()} that are the caller's to write, such as {@linkplain #frame Confluent's framing}.
     */
    public static final int HEADROOM = FastGate.HEADROOM;

    private static final int FRAMING = 5;
    private static final int MOST_KEPT = 64 * 1024;
    private static final List<Refusal> NONE = List.of();
    private static final byte[] NOTHING = {};

    private final ContractGate gate;
    private final FastGate fast;
    private final boolean isJson;
    private final Scan scan;
    private byte[] avro = new byte[HEADROOM];
    private int avroLength;
    private byte[] key = NOTHING;
    private int keyLength = -1;
    private List<Refusal> refusals = NONE;
    private Drift drift = Drift.NONE;
    private byte[] padded = NOTHING;
    /** The accepted record as its topic has it; only where that is JSON. */
    private byte[] json = NOTHING;

    private byte[] value = NOTHING;
    /** Encrypts for the form that was asked for last, and for those that encrypt the same. */
    private RecordSealer sealer;

    private TopicForm sealed;
    private int valueEnd;

    RecordChecker(ContractGate gate, Optional<FastGate> fast) {
        this.gate = gate;
        this.isJson = gate.isJson();
        this.fast = fast.orElse(null);
        this.scan = fast.map(FastGate::scan).orElse(null);
    }

    /**
     * Judges a record that is a JSON text: {@code bytes[from]} to {@code bytes[to - 1]}.
     *
     * @return whether it is accepted: then {@link #avro()} and {@link #key()} are there, else {@link #refusals()}
     */
    public boolean json(byte[] bytes, int from, int to) {
        return isFast(bytes, from, to) || checkByReference(RawRecord.json(Arrays.copyOfRange(bytes, from, to)));
    }

    /** Judges a record that is Avro binary in the contract's own schema. */
    public boolean avro(byte[] bytes, int from, int to) {
        return avro(bytes, from, to, gate.ownSchema());
    }

    /** Judges a record that is Avro binary. */
    public boolean avro(byte[] bytes, int from, int to, WriterSchema schema) {
        return schema.isOwn() && isFastAvro(bytes, from, to)
                || checkByReference(RawRecord.avro(Arrays.copyOfRange(bytes, from, to), schema));
    }

    /** Judges a record that is Avro binary in Confluent's framing. */
    public boolean framedAvro(byte[] bytes, int from, int to, WriterSchemas schemas) {
        WriterSchema schema = schemas.known(bytes, from, to);
        return schema == null
                ? checkByReference(schemas.read(Arrays.copyOfRange(bytes, from, to)))
                : avro(bytes, from + WriterSchemas.FRAMING, to, schema);
    }

    /** Judges a record of any format. */
    public boolean check(RawRecord record) {
        return record instanceof RawRecord.Json json && isFast(json.bytes(), 0, json.bytes().length)
                || record instanceof RawRecord.Avro avroRecord
                        && avroRecord.schema().isOwn()
                        && isFastAvro(avroRecord.bytes(), 0, avroRecord.bytes().length)
                || checkByReference(record);
    }

    /** Judges a record of which the engine is not sure. */
    boolean checkByReference(RawRecord record) {
        Verdict verdict = gate.check(record);
        drift = verdict.drift();
        if (verdict instanceof Verdict.Accepted accepted) {
            avroLength = accepted.avro().length;
            avro = new byte[HEADROOM + avroLength];
            System.arraycopy(accepted.avro(), 0, avro, HEADROOM, avroLength);
            key = accepted.key().orElse(NOTHING);
            keyLength = accepted.key().isPresent() ? key.length : -1;
            refusals = NONE;
            json = isJson ? canonicalJson() : NOTHING;
            return true;
        }
        refusals = ((Verdict.Refused) verdict).refusals();
        return false;
    }

    /** Whether the engine accepts a record that is the JSON text in these bytes. */
    boolean isFast(byte[] bytes, int from, int to) {
        if (fast == null || to - from > gate.limits().maxBytes()) {
            return false;
        }
        byte[] in = bytes;
        int start = from;
        int end = to;
        if (bytes.length - to < FastGate.PADDING) {
            end = to - from;
            start = 0;
            if (padded.length < end + FastGate.PADDING) {
                padded = new byte[2 * end + FastGate.PADDING];
            }
            System.arraycopy(bytes, from, padded, 0, end);
            Arrays.fill(padded, end, end + FastGate.PADDING, (byte) 0);
            in = padded;
        }
        start = afterSpace(in, start, end);
        int stop = start < end ? fast(in, start, false) : -1;
        return stop >= 0 && stop <= end && afterSpace(in, stop, end) == end;
    }

    private static int afterSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /**
     * Lets the engine judge the record that starts at {@code from}; the bytes go on behind it for {@link FastGate#PADDING}.
     *
     * @return the position behind the record if it is accepted, or -1
     */
    int fast(byte[] bytes, int from, boolean lines) {
        if (fast == null) {
            return -1;
        }
        int end = fast.parse(scan, bytes, from, lines);
        if (end < 0 || !accept()) {
            return -1;
        }
        if (scan.unknown() > 0) {
            drift = unknown(bytes);
        }
        return end;
    }

    /** Whether the engine accepts a record that is Avro in the contract's own schema. */
    boolean isFastAvro(byte[] bytes, int from, int to) {
        return fast != null && fast.avro(scan, bytes, from, to) && accept();
    }

    /** Lets the engine judge a row of CSV, as {@link #fast} does. */
    int fastRow(FastGate.Rows rows, byte[] bytes, int from, int limit) {
        int end = rows.parse(scan, bytes, from, limit);
        return end >= 0 && accept() ? end : -1;
    }

    /** Takes what the engine made; whether that is small enough for a topic of JSON. */
    private boolean accept() {
        avroLength = scan.avroLength();
        keyLength = scan.keyLength();
        // Mostly these are the same as before, and storing them costs more than looking.
        if (avro != scan.avro() || key != scan.key() || refusals != NONE || drift != Drift.NONE) {
            avro = scan.avro();
            key = scan.key();
            refusals = NONE;
            drift = Drift.NONE;
        }
        int growth = gate.growth(avroLength);
        if (growth > 0
                && avroLength + Math.max(0, keyLength) + growth > gate.limits().maxBytes()) {
            return false;
        }
        return !isJson || isSmallJson();
    }

    private boolean isSmallJson() {
        json = canonicalJson();
        return json.length + Math.max(0, keyLength) + gate.growth(avroLength)
                <= gate.limits().maxBytes();
    }

    /** What the engine passed over, as the reference notes it. */
    private Drift unknown(byte[] bytes) {
        Refusals none = new Refusals(gate.limits());
        for (int i = 0; i < scan.unknown(); i++) {
            int start = scan.unknownStart(i);
            String name = new String(bytes, start, scan.unknownEnd(i) - start, StandardCharsets.US_ASCII);
            none.unknown(scan.unknownPath(i), name, Value.word(scan.unknownValue(i)));
        }
        return none.drift();
    }

    Optional<FastGate> engine() {
        return Optional.ofNullable(fast);
    }

    /** Whether it is worth keeping for the next body. */
    boolean isSmall() {
        return (scan == null || scan.avro().length <= MOST_KEPT)
                && avro.length <= MOST_KEPT
                && padded.length <= MOST_KEPT
                && (sealer == null || sealer.bytes().length <= 2 * MOST_KEPT);
    }

    /** Writes Confluent's framing before the Avro of an accepted record and gives where it starts. */
    public int frame(int schemaId) {
        return frame(avro, schemaId);
    }

    private static int frame(byte[] record, int schemaId) {
        int start = HEADROOM - FRAMING;
        record[start] = 0;
        record[start + 1] = (byte) (schemaId >>> 24);
        record[start + 2] = (byte) (schemaId >>> 16);
        record[start + 3] = (byte) (schemaId >>> 8);
        record[start + 4] = (byte) schemaId;
        return start;
    }

    /**
     * Makes the accepted record's value for its topic.
     *
     * @param form of the gate that judged it
     * @return where it starts in {@link #value()}; it ends before {@link #valueEnd()}
     */
    public int form(TopicForm form) {
        if (form.sealing().isPresent()) {
            return seal(form);
        }
        if (isJson) {
            value = json;
            valueEnd = json.length;
            return 0;
        }
        if (value != avro) {
            value = avro;
        }
        valueEnd = avroStart() + avroLength;
        return frame(form.schemaId());
    }

    /**
     * Takes a record that another checker of the same gate has accepted, as {@link #avro()} and {@link #key()} held it.
     *
     * @param length of its Avro, which starts at {@code bytes[from]}
     * @param newKeyLength of its key behind that; -1 for none
     */
    public void hold(byte[] bytes, int from, int length, int newKeyLength) {
        avroLength = length;
        avro = new byte[HEADROOM + length];
        System.arraycopy(bytes, from, avro, HEADROOM, length);
        keyLength = newKeyLength;
        key = newKeyLength < 0 ? NOTHING : Arrays.copyOfRange(bytes, from + length, from + length + newKeyLength);
    }

    byte[] subject(TopicForm form) {
        return sealer(form).subject(avro, avroStart(), avroStart() + avroLength);
    }

    private RecordSealer sealer(TopicForm form) {
        if (sealed != form) {
            // The next body's: a sealer costs more than a small body, and counts its nonces on as long as it is the
            // same one.
            if (sealed == null || !sealed.sealing().equals(form.sealing())) {
                sealer = new RecordSealer(form.sealing().get());
            }
            sealed = form;
        }
        return sealer;
    }

    private int seal(TopicForm form) {
        sealer(form).seal(avro, avroStart(), avroStart() + avroLength);
        value = sealer.bytes();
        valueEnd = sealer.end();
        if (isJson) {
            value = gate.sealedJson(value, HEADROOM, valueEnd);
            valueEnd = value.length;
            return 0;
        }
        return frame(value, form.schemaId());
    }

    /** Holds what {@link #form} made. */
    public byte[] value() {
        return value;
    }

    public int valueEnd() {
        return valueEnd;
    }

    /** The accepted record as canonical JSON, see {@link ContractGate#json}. */
    public byte[] canonicalJson() {
        return gate.json(avro, avroStart(), avroStart() + avroLength);
    }

    /** Holds the accepted record as Avro binary, from {@link #avroStart()}, {@link #avroLength()} bytes. */
    public byte[] avro() {
        return avro;
    }

    public int avroStart() {
        return HEADROOM;
    }

    public int avroLength() {
        return avroLength;
    }

    /** Holds the accepted record's key (see {@link Verdict.Accepted}) in its first {@link #keyLength()} bytes. */
    public byte[] key() {
        return key;
    }

    /** The key's length; -1 when the contract has no primary key. */
    public int keyLength() {
        return keyLength;
    }

    /** Why the record was refused: at least one reason. Not overwritten. */
    public List<Refusal> refusals() {
        return refusals;
    }

    /** The fields of the last record that the contract does not have; {@link Drift#NONE} itself for none. Not overwritten. */
    public Drift drift() {
        return drift;
    }
}
