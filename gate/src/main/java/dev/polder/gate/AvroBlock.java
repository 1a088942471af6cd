package dev.polder.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Schema;

/** One block of an Avro file: so many records, one after another, unfolded only as far as they are asked for. */
final class AvroBlock {
    /** A block that unfolds to more is a bomb. */
    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private static final int SMALLEST_CHUNK = 512;
    private static final int FIRST_CHUNK = 64 * 1024;

    private final InputStream compressed;
    private final AvroCodec codec;
    private final RecordLimits limits;
    private final AvroFileSource source;
    private InputStream unfolded;
    private byte[] buffer;
    private int from;
    private int to;
    private long bytes;
    private long left;
    private boolean ended;
    private Optional<String> damage = Optional.empty();

    /**
     * @param problem why there is none; how it goes on after "The Avro record in block 1 …"
     */
    record Next(byte[] bytes, Optional<String> problem) {}

    AvroBlock(long count, AvroFileSource source, long size, AvroCodec codec, RecordLimits limits) {
        this.left = count;
        this.source = source;
        this.compressed = source.part(size);
        this.codec = codec;
        this.limits = limits;
        // Blocks may be as many as they are small.
        this.buffer = new byte[(int) Math.max(SMALLEST_CHUNK, Math.min(FIRST_CHUNK, 4 * Math.min(size, FIRST_CHUNK)))];
    }

    /** Records that were not read yet. */
    long left() {
        return left;
    }

    void giveUp() {
        left = 0;
        from = to;
        ended = true;
        damage = Optional.empty();
    }

    /** After the last record: what is wrong with the rest of the block; how it goes on after "Block 1 of the file …". */
    Optional<String> close() throws IOException {
        if (from == to && !ended) {
            fill();
        }
        closeCodec();
        return from == to ? damage : Optional.of("holds more than its records");
    }

    Next next(Schema schema) throws IOException {
        left--;
        while (true) {
            try {
                AvroInput in = new AvroInput(buffer, from, to);
                new AvroSkipper(limits, in).skip(schema);
                if (in.position() == from) {
                    return problem("has no bytes at all");
                }
                byte[] record = Arrays.copyOfRange(buffer, from, in.position());
                from = in.position();
                return record.length > limits.maxBytes() ? tooLarge() : new Next(record, Optional.empty());
            } catch (AvroInput.TooShort e) {
                if (to - from > limits.maxBytes()) {
                    return tooLarge();
                }
                if (ended) {
                    return problem(damage.orElse(e.getMessage()));
                }
                fill();
            } catch (AvroInput.Malformed e) {
                return problem(e.getMessage());
            }
        }
    }

    private Next tooLarge() {
        return problem("has more than " + limits.maxBytes() + " bytes");
    }

    private Next problem(String problem) {
        int kept = Math.min(to - from, limits.keptBytes());
        return new Next(Arrays.copyOfRange(buffer, from, from + kept), Optional.of(problem));
    }

    /** Reads at least one byte more, or finds the end. */
    private void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        try {
            unfolded = unfolded == null ? codec.unfold(compressed) : unfolded;
            while (to < buffer.length) {
                int count = unfolded.read(buffer, to, buffer.length - to);
                if (count < 0) {
                    end(Optional.empty());
                    return;
                }
                to += count;
                bytes += count;
                if (bytes > MOST_BYTES) {
                    end(Optional.of("lies beyond the " + MOST_BYTES + " bytes that a block may unfold to"));
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // What a codec throws at damaged bytes is of any kind; a body that breaks off is another matter.
            source.rethrow();
            // A check sum may have failed: what was unfolded last is not believed either.
            to = from;
            end(Optional.of(codec.wantsMemory(e) ? "takes too much memory to unfold" : "cannot be unfolded"));
        }
    }

    private void end(Optional<String> reason) {
        ended = true;
        damage = reason;
    }

    private void closeCodec() {
        try {
            if (unfolded != null && codec != AvroCodec.NULL) {
                unfolded.close();
            }
        } catch (IOException e) {
            // It was read to its end, or given up.
        }
    }
}
