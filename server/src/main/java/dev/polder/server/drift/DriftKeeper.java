package dev.polder.server.drift;

import dev.polder.gate.DriftCount;

/** Told of fields that contracts do not have by whoever judges records. Thread-safe; costs the caller no I/O. */
public interface DriftKeeper {
    /** Keeps nothing. */
    DriftKeeper NONE = (contract, count) -> {};

    /**
     * Adds what was counted since the last time.
     *
     * @param contract that the records were judged by
     */
    void add(JudgedContract contract, DriftCount count);
}
