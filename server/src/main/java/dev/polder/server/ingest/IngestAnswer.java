package dev.polder.server.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.problem.Code;
import dev.polder.gate.DriftCount;
import dev.polder.gate.RawRecord;
import dev.polder.gate.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a body. Accepted + refused is the number of records that were in it.
 *
 * @param refusals the first ones
 * @param drift fields that the contract does not have; empty when there were none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record IngestAnswer(
        long accepted,
        long refused,
        List<RefusedField> refusals,
        Optional<DriftedFields> drift,
        String deadLetterTopic) {
    static final int MOST_REFUSALS = 20;

    IngestAnswer {
        refusals = List.copyOf(refusals);
    }

    /**
     * Fields that the contract does not have, whatever became of them.
     *
     * @param records with at least one such field
     * @param paths for each of the first 100 different ones, how many records have it
     */
    record DriftedFields(long records, Map<String, Long> paths) {
        static Optional<DriftedFields> of(DriftCount drift) {
            return drift.records() == 0
                    ? Optional.empty()
                    : Optional.of(new DriftedFields(drift.records(), drift.paths()));
        }
    }

    /**
     * One reason for one record.
     *
     * @param record its number in the body, from 1
     * @param line where it starts, where lines mean something
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record RefusedField(
            long record,
            OptionalLong line,
            Code code,
            String field,
            String rule,
            String message,
            Optional<String> value) {
        static RefusedField of(RawRecord raw, Refusal refusal) {
            return new RefusedField(
                    raw.number(),
                    raw.line() > 0 ? OptionalLong.of(raw.line()) : OptionalLong.empty(),
                    refusal.code(),
                    refusal.path(),
                    refusal.rule(),
                    refusal.message(),
                    refusal.value());
        }
    }
}
