package dev.polder.gate;

import java.util.Arrays;
import java.util.List;

/**
 * Judges one record after another, without allocating for those that are accepted. Made by {@link ContractGate#checker()}; for one
 * thread. What the methods give belongs to the checker and is overwritten by the next record.
 */
public final class RecordChecker {
    /**
     * Bytes before {@link #avroStart()} that are the caller's to write, such as {@linkplain #frame Confluent's framing}.
     */
    public static final int HEADROOM = 16;

    private static final int FRAMING = 5;
    private static final byte[] NOTHING = {};

    private final ContractGate gate;
    private byte[] avro = new byte[HEADROOM];
    private int avroLength;
    private byte[] key = NOTHING;
    private int keyLength = -1;
    private List<Refusal> refusals = List.of();
    private Drift drift = Drift.NONE;

    RecordChecker(ContractGate gate) {
        this.gate = gate;
    }

    /**
     * Judges a record that is a JSON text: {@code bytes[from]} to {@code bytes[to - 1]}.
     *
     * @return whether it is accepted: then {@link #avro()} and {@link #key()} are there, else {@link #refusals()}
     */
    public boolean json(byte[] bytes, int from, int to) {
        return check(RawRecord.json(Arrays.copyOfRange(bytes, from, to)));
    }

    /** Judges a record that is Avro binary in the contract's own schema. */
    public boolean avro(byte[] bytes, int from, int to) {
        return avro(bytes, from, to, gate.ownSchema());
    }

    /** Judges a record that is Avro binary. */
    public boolean avro(byte[] bytes, int from, int to, WriterSchema schema) {
        return check(RawRecord.avro(Arrays.copyOfRange(bytes, from, to), schema));
    }

    /** Judges a record that is Avro binary in Confluent's framing. */
    public boolean framedAvro(byte[] bytes, int from, int to, WriterSchemas schemas) {
        return check(schemas.read(Arrays.copyOfRange(bytes, from, to)));
    }

    /** Judges a record of any format. */
    public boolean check(RawRecord record) {
        Verdict verdict = gate.check(record);
        drift = verdict.drift();
        if (verdict instanceof Verdict.Accepted accepted) {
            avroLength = accepted.avro().length;
            avro = new byte[HEADROOM + avroLength];
            System.arraycopy(accepted.avro(), 0, avro, HEADROOM, avroLength);
            key = accepted.key().orElse(NOTHING);
            keyLength = accepted.key().isPresent() ? key.length : -1;
            refusals = List.of();
            return true;
        }
        refusals = ((Verdict.Refused) verdict).refusals();
        return false;
    }

    /** Writes Confluent's framing before the Avro of an accepted record and gives where it starts. */
    public int frame(int schemaId) {
        int start = avroStart() - FRAMING;
        avro[start] = 0;
        avro[start + 1] = (byte) (schemaId >>> 24);
        avro[start + 2] = (byte) (schemaId >>> 16);
        avro[start + 3] = (byte) (schemaId >>> 8);
        avro[start + 4] = (byte) schemaId;
        return start;
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
