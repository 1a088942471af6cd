package dev.polder.server.ingest;

import com.github.luben.zstd.ZstdInputStream;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A request's body as it comes from the network. It stays open when the stream that decodes it is closed: what is left is drained
 * when the answer is made. A client that sends next to nothing is given up, so that its place is free for others.
 */
final class RequestBody extends FilterInputStream {
    private static final int BUFFER = 64 * 1024;
    /** 8 MiB, what RFC 9659 allows on the web; a frame that wants more memory is refused. */
    private static final int LARGEST_WINDOW_LOG = 23;

    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LEAST_BYTES_PER_SECOND = 500;

    private long bytes;
    private long waitedNanos;

    RequestBody(InputStream in) {
        super(in);
    }

    /**
     * A request's body, decoded.
     *
     * @throws PolderException USAGE for an encoding that is not taken
     * @throws IOException when it does not begin as its encoding says
     */
    static InputStream open(Context context) throws IOException {
        String encoding = Optional.ofNullable(context.header("Content-Encoding"))
                .orElse("identity")
                .strip()
                .toLowerCase(Locale.ROOT);
        InputStream body = new RequestBody(context.req().getInputStream());
        return switch (encoding) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> new GZIPInputStream(body, BUFFER);
            case "zstd" -> new ZstdInputStream(body).setLongMax(LARGEST_WINDOW_LOG);
            default ->
                throw new PolderException(
                        Code.USAGE,
                        "Records cannot be sent in Content-Encoding " + encoding,
                        "Use gzip or zstd, or none");
        };
    }

    @Override
    public int read() throws IOException {
        long start = System.nanoTime();
        int value = in.read();
        count(value < 0 ? -1 : 1, start);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long start = System.nanoTime();
        int count = in.read(target, offset, length);
        count(count, start);
        return count;
    }

    private void count(int count, long start) throws IOException {
        bytes += Math.max(0, count);
        waitedNanos += System.nanoTime() - start;
        if (waitedNanos > PATIENCE_NANOS
                && bytes < waitedNanos / 1_000_000_000 * LEAST_BYTES_PER_SECOND
                && count >= 0) {
            throw new IOException("fewer than " + LEAST_BYTES_PER_SECOND + " bytes come in a second");
        }
    }

    /**
     * GZIPInputStream looks for another member only when bytes are available, which on a network says nothing about whether some
     * will come: it would take the body for finished.
     */
    @Override
    public int available() {
        return 1;
    }

    @Override
    public void close() {
        // What is left is drained when the answer is made.
    }
}
