package dev.polder.gate;

import dev.polder.gate.SealedColumns.Column;
import java.util.Arrays;

/** Writes an accepted record's Avro once more, with ciphertext in place of the values of encrypted columns. For one thread. */
final class RecordSealer {
    private static final RecordLimits UNLIMITED = RecordLimits.DEFAULT;

    private final Column[] columns;
    private final SealedColumns sealed;
    private final FieldCipher.Sealer cipher;
    private byte[] out = new byte[1024];
    private int end;
    private byte[] ciphertext = new byte[256];
    private final int[] starts;
    private final int[] ends;
    private int subjectStart;
    private int subjectEnd;

    RecordSealer(TopicForm.Sealing sealing) {
        this.sealed = sealing.columns();
        this.columns = sealed.columns();
        this.cipher = sealing.cipher().sealer();
        this.starts = new int[columns.length];
        this.ends = new int[columns.length];
    }

    /** Holds the record from {@link RecordChecker#HEADROOM}. */
    byte[] bytes() {
        return out;
    }

    int end() {
        return end;
    }

    /**
     * @param avro holds the record, {@code avro[from]} to {@code avro[to - 1]}, as a gate wrote it
     */
    void seal(byte[] avro, int from, int to) {
        int length = to - from;
        int most = RecordChecker.HEADROOM + length + sealed.growth(length) + 16;
        if (out.length < most) {
            out = new byte[most + most / 2];
        }
        find(avro, from, to);
        cipher.begin(avro, subjectStart, subjectEnd);
        int copied = from;
        int at = RecordChecker.HEADROOM;
        for (int i = 0; i < columns.length; i++) {
            if (!columns[i].sealed() || starts[i] < 0) {
                continue;
            }
            int value = starts[i];
            int stop = ends[i];
            int start = columns[i].shape() == SealedColumns.Shape.BYTES ? payload(avro, value) : value;
            System.arraycopy(avro, copied, out, at, value - copied);
            at += value - copied;
            at = text(seal(columns[i].index(), avro, start, stop), at);
            copied = stop;
        }
        System.arraycopy(avro, copied, out, at, to - copied);
        end = at + to - copied;
    }

    /** The value of the subject's column. */
    byte[] subject(byte[] avro, int from, int to) {
        find(avro, from, to);
        return Arrays.copyOfRange(avro, subjectStart, subjectEnd);
    }

    /** Notes where each value stands. */
    private void find(byte[] avro, int from, int to) {
        int at = from;
        int subject = from;
        int behind = from;
        for (int i = 0; i < columns.length; i++) {
            Column column = columns[i];
            if (column.optional() && avro[at++] == 0) {
                starts[i] = -1;
                continue;
            }
            starts[i] = at;
            at = skip(column, avro, at, to);
            ends[i] = at;
            if (column.subject()) {
                subject = column.shape() == SealedColumns.Shape.BYTES ? payload(avro, starts[i]) : starts[i];
                behind = at;
            }
        }
        subjectStart = subject;
        subjectEnd = behind;
    }

    private static int skip(Column column, byte[] avro, int from, int to) {
        return switch (column.shape()) {
            case BYTE -> from + 1;
            case EIGHT_BYTES -> from + 8;
            case NUMBER -> payload(avro, from);
            case BYTES -> behindBytes(avro, from);
            case NESTED -> {
                AvroInput in = new AvroInput(avro, from, to);
                new AvroSkipper(UNLIMITED, in).skip(column.nested());
                yield in.position();
            }
        };
    }

    /** Passes over a number, such as the length before bytes. */
    static int payload(byte[] avro, int from) {
        int at = from;
        while (avro[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private static int behindBytes(byte[] avro, int from) {
        int at = from;
        int zigzag = 0;
        for (int shift = 0; avro[at] < 0; shift += 7) {
            zigzag |= (avro[at++] & 0x7F) << shift;
            if (avro[at] >= 0) {
                return at + 1 + ((zigzag | avro[at] << shift + 7) >>> 1);
            }
        }
        return at + 1 + (avro[at] >>> 1);
    }

    /** The length of the ciphertext. */
    private int seal(int column, byte[] avro, int from, int to) {
        int most = to - from + FieldCipher.OVERHEAD + SealedText.ROOM;
        if (ciphertext.length < most) {
            ciphertext = Arrays.copyOf(ciphertext, 2 * most);
        }
        return cipher.seal(column, avro, from, to, ciphertext, 0);
    }

    /** Writes the ciphertext as text behind its length. */
    private int text(int length, int from) {
        int at = from;
        int zigzag = SealedText.length(length) << 1;
        while ((zigzag & ~0x7F) != 0) {
            out[at++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        out[at++] = (byte) zigzag;
        return SealedText.write(ciphertext, length, out, at);
    }
}
