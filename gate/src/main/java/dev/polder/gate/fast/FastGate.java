package dev.polder.gate.fast;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A contract's steps: judges records over their bytes. It only ever accepts; a record it is not sure of is somebody else's. Immutable;
 * each thread has its own {@link Scan}.
 */
public final class FastGate {
    /** Bytes before the Avro that the caller may write. */
    public static final int HEADROOM = 16;

    /** Bytes that must be readable behind a record's last, whatever they are. */
    public static final int PADDING = Words.PADDING;

    private final StructStep record;
    private final AvroProgram program;
    private final KeyColumn[] key;
    private final int[] frameSizes;
    private final int mostBytes;
    private final int mostValues;

    /**
     * @param record whose id is 0
     * @param frameSizes for each id that a container has, how many members it has
     * @param mostBytes bytes of the record, and of its Avro and key
     * @param mostValues fields and items in all
     */
    public FastGate(StructStep record, List<KeyColumn> key, List<Integer> frameSizes, int mostBytes, int mostValues) {
        this.record = record;
        this.program = AvroProgram.of(record, key.stream().map(KeyColumn::index).collect(Collectors.toSet()));
        this.key = key.toArray(KeyColumn[]::new);
        this.frameSizes = frameSizes.stream().mapToInt(Integer::intValue).toArray();
        this.mostBytes = mostBytes;
        this.mostValues = mostValues;
    }

    /** For one thread. */
    public Scan scan() {
        Scan.Frame[] frames = new Scan.Frame[frameSizes.length];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new Scan.Frame(frameSizes[i]);
        }
        return new Scan(frames, program.loops(), mostBytes);
    }

    /**
     * Judges the object that starts at {@code from}, where no white space stands. What follows after it is not looked at.
     *
     * @param lines whether a line feed ends the record instead of being white space
     * @return the position behind the record when it is accepted, or -1. It may lie beyond the bytes that belong to the record when those
     *     end too early: then the record is not accepted
     */
    public int parse(Scan scan, byte[] in, int from, boolean lines) {
        start(scan, lines);
        try {
            int end = record.parse(scan, in, from);
            boolean small = end - from <= mostBytes && scan.values <= mostValues && scan.slots <= 10L * mostValues;
            return end >= 0 && small && finish(scan) ? end : Step.GIVE_UP;
        } catch (IndexOutOfBoundsException | Scan.TooLarge e) {
            // The record runs into the end of the bytes, or is larger than any that is accepted.
            return Step.GIVE_UP;
        }
    }

    /**
     * Judges a record that is Avro already, in the contract's own schema. It is accepted only if the gate itself would have written
     * these bytes: then they are the record's Avro.
     */
    public boolean avro(Scan scan, byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > mostBytes) {
            return false;
        }
        scan.at = HEADROOM;
        byte[] in = scan.room(length);
        System.arraycopy(bytes, from, in, HEADROOM, length);
        int end = HEADROOM + length;
        scan.at = end;
        scan.unknown.clear();
        scan.values = 0;
        scan.slots = 0;
        try {
            return program.run(scan, in, HEADROOM) == end
                    && scan.values <= mostValues
                    && scan.slots <= 10L * mostValues
                    && finish(scan);
        } catch (IndexOutOfBoundsException e) {
            // The record runs into the end of the bytes.
            return false;
        }
    }

    /** For bodies of CSV with these columns, each the index of its member. */
    public Rows rows(int[] columns) {
        RowStep row = new RowStep(record, columns.clone());
        return (scan, in, from, limit) -> {
            start(scan, false);
            try {
                int end = row.parse(scan, in, from, limit);
                return end >= 0 && end - from <= mostBytes && finish(scan) ? end : Step.GIVE_UP;
            } catch (IndexOutOfBoundsException | Scan.TooLarge e) {
                return Step.GIVE_UP;
            }
        };
    }

    /** Judges rows of CSV. */
    public interface Rows {
        /**
         * Judges the row that starts at {@code from}.
         *
         * @param limit where the bytes end
         * @return where the line feed stands that ends the row, or the limit, when it is accepted; or -1
         */
        int parse(Scan scan, byte[] in, int from, int limit);
    }

    private static void start(Scan scan, boolean lines) {
        scan.at = HEADROOM;
        scan.lines = lines;
        scan.records++;
        scan.unknown.clear();
        scan.values = 0;
        scan.slots = 0;
    }

    private boolean finish(Scan scan) {
        int length = scan.at - HEADROOM;
        if (key.length == 0) {
            scan.keyLength = -1;
            return length <= mostBytes;
        }
        Scan.Frame frame = scan.frames[record.id];
        scan.key[0] = '[';
        int to = 1;
        for (int i = 0; i < key.length; i++) {
            if (i > 0) {
                scan.keyRoom(to, 1)[to++] = ',';
            }
            to = key[i].write(scan, frame.starts[key[i].index()], scan.out, to);
            if (to < 0) {
                return false;
            }
        }
        scan.keyRoom(to, 1)[to++] = ']';
        scan.keyLength = to;
        return length + to <= mostBytes;
    }
}
