package dev.polder.gate;

import java.io.IOException;
import java.util.List;

/** Takes the verdicts on a body's records, in the body's order. */
public interface RecordSink {
    /**
     * The next record is accepted.
     *
     * @param record holds its Avro and its key, until this returns
     */
    void accepted(RecordChecker record) throws IOException;

    /**
     * The next record is refused.
     *
     * @param columns the contract's names of a CSV body's columns; empty for other formats
     */
    void refused(RawRecord record, List<Refusal> refusals, List<String> columns) throws IOException;

    /** Comes before a record that has fields which the contract does not have, whether it is accepted or refused. */
    default void drifted(Drift drift) {}
}
