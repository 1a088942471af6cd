package dev.polder.server.ingest.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/** What is done with the records of a batch before it is sent. */
final class Compressor {
    private final Compression compression;
    private final short attributes;

    /**
     * A batch's bytes, room for the header included.
     *
     * @param attributes the batch's, which say how it is compressed
     */
    record Payload(byte[] bytes, int end, short attributes) {}

    /** @param name as in Kafka's {@code compression.type} */
    Compressor(String name) {
        this.compression = Compression.of(name).build();
        this.attributes = (short) compression.type().id;
    }

    /** Compresses {@code bytes[from]} to {@code bytes[to - 1]}; what stands before {@code from} is overwritten. */
    Payload compress(byte[] bytes, int from, int to) {
        if (attributes == 0) {
            return new Payload(bytes, to, attributes);
        }
        ByteBufferOutputStream out = new ByteBufferOutputStream(from + (to - from) / 2 + 64);
        out.position(from);
        try (OutputStream compressed = compression.wrapForOutput(out, RecordBatch.MAGIC_VALUE_V2)) {
            compressed.write(bytes, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer written = out.buffer();
        return new Payload(written.array(), written.position(), attributes);
    }
}
