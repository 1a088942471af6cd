package dev.polder.gate;

import java.io.IOException;

/** Reads a body's records, letting the engine have each first, right where it stands in the buffer. */
interface FastReader extends RecordReader {
    /**
     * Takes the next record if the engine accepts it.
     *
     * @return false also at the end, and when the next record is for {@link #next()}
     */
    boolean accept(RecordChecker checker) throws IOException;
}
