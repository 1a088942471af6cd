package dev.polder.gate;

import java.util.List;
import java.util.Optional;

/** What the gate says about one record. */
public sealed interface Verdict {
    /** The fields of the record that the contract does not have. */
    Drift drift();

    /**
     * The record keeps its contract.
     *
     * @param avro the record as Avro binary, without framing, in the schema of {@link ContractGate#avroSchema}; not copied
     * @param key the values of the primary key as a JSON array in UTF-8, the same bytes for equal keys; empty when the
     *     contract has no primary key; not copied
     */
    record Accepted(byte[] avro, Optional<byte[]> key, Drift drift) implements Verdict {}

    /**
     * The record breaks its contract.
     *
     * @param refusals why, in the order found: at least one, at most {@link RecordLimits#maxRefusals()}
     */
    record Refused(List<Refusal> refusals, Drift drift) implements Verdict {
        Refused(List<Refusal> refusals) {
            this(refusals, Drift.NONE);
        }

        public Refused {
            refusals = List.copyOf(refusals);
            if (refusals.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a reason");
            }
        }
    }
}
