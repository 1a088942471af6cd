package dev.polder.server.ingest.batch;

/** Under which a partition's batches are numbered, so that the broker knows one that comes again. */
record ProducerId(long id, short epoch) {
    /** No batch is numbered under this yet; the broker forgets what was under the one before, and refuses it if it still comes. */
    ProducerId next() {
        return new ProducerId(id, (short) (epoch + 1));
    }

    boolean isLast() {
        return epoch == Short.MAX_VALUE;
    }
}
