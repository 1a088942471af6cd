package dev.polder.gate;

import java.util.Arrays;

/**
 * How large a record may be. The limits hold for the record as it arrives and for the Avro made from it.
 *
 * @param maxBytes bytes of one record
 * @param keptBytes bytes kept of a record that is larger than that
 * @param maxDepth nested objects and arrays, the record itself included
 * @param maxValues fields and items in all
 * @param maxRefusals refusals reported for one record
 */
public record RecordLimits(int maxBytes, int keptBytes, int maxDepth, int maxValues, int maxRefusals) {
    /** One million bytes stays below Kafka's default of 1 MiB with framing and headers. */
    public static final RecordLimits DEFAULT = new RecordLimits(1_000_000, 64 * 1024, 64, 100_000, 20);

    /** A record's bytes as a dead letter keeps them: of one that is too large only the first. Not copied when they are all. */
    public byte[] kept(byte[] record) {
        return record.length <= maxBytes ? record : Arrays.copyOf(record, keptBytes);
    }

    public RecordLimits {
        if (maxBytes < 1 || keptBytes < 0 || maxDepth < 1 || maxValues < 1 || maxRefusals < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
