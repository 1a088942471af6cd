package dev.polder.process;

/**
 * Records of one partition.
 *
 * @param from the first offset
 * @param to the offset after the last one
 */
record OffsetRange(long from, long to) {
    long size() {
        return to - from;
    }
}
