package dev.polder.cli.ingest;

import dev.polder.client.Json;
import java.util.Objects;

/**
 * How far a file has been sent to a port.
 *
 * @param file its real path
 * @param size its bytes, and with {@code modified} the sign that it is still the same
 * @param modified when it was last changed, in milliseconds
 * @param attempt how often it was begun anew; with it the keys of its chunks change
 * @param batch the size its chunks are cut to: it must stay, so that a chunk that was under way is the same again
 * @param offset where the first chunk starts that nobody has confirmed
 */
record Checkpoint(
        String file,
        String server,
        String port,
        long size,
        long modified,
        int attempt,
        int batch,
        RecordFormat format,
        long offset,
        long accepted,
        long refused,
        boolean done) {
    Checkpoint {
        Objects.requireNonNull(file);
        Objects.requireNonNull(server);
        Objects.requireNonNull(port);
        Objects.requireNonNull(format);
    }

    long records() {
        return accepted + refused;
    }

    boolean isBegun() {
        return offset > 0 || done;
    }

    Checkpoint after(Chunk chunk, long moreAccepted, long moreRefused) {
        return new Checkpoint(
                file,
                server,
                port,
                size,
                modified,
                attempt,
                batch,
                format,
                chunk.end(),
                accepted + moreAccepted,
                refused + moreRefused,
                chunk.last());
    }

    /** The same file from its beginning. */
    Checkpoint anew(int newBatch, RecordFormat newFormat) {
        return new Checkpoint(file, server, port, size, modified, attempt + 1, newBatch, newFormat, 0, 0, 0, false);
    }

    /** A file without records is done before it has a chunk. */
    Checkpoint finished() {
        return new Checkpoint(
                file, server, port, size, modified, attempt, batch, format, offset, accepted, refused, true);
    }

    Json toJson() {
        return Json.object()
                .with("file", file)
                .with("server", server)
                .with("port", port)
                .with("size", size)
                .with("modified", modified)
                .with("attempt", attempt)
                .with("batch", batch)
                .with("format", format.name())
                .with("offset", offset)
                .with("accepted", accepted)
                .with("refused", refused)
                .with("done", done)
                .done();
    }

    static Checkpoint of(Json json) {
        return new Checkpoint(
                json.text("file").orElseThrow(),
                json.text("server").orElseThrow(),
                json.text("port").orElseThrow(),
                json.number("size"),
                json.number("modified"),
                (int) json.number("attempt"),
                (int) json.number("batch"),
                RecordFormat.valueOf(json.text("format").orElseThrow()),
                json.number("offset"),
                json.number("accepted"),
                json.number("refused"),
                json.isTrue("done"));
    }
}
