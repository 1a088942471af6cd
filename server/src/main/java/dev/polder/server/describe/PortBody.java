package dev.polder.server.describe;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.server.reconcile.Condition;
import dev.polder.server.runs.CheckResult;
import dev.polder.server.runs.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An output port in lists and in the status.
 *
 * @param id {@code domain.product.port.v1}
 * @param address {@code domain.product.port}
 * @param filledBy {@code records} or {@code transform}
 * @param landed records landed, or rows of the last published run
 * @param lag records in the topic that are not landed; empty when that is not known or does not apply
 * @param deadLetters refused records that are still held, whatever became of them; empty when a transform fills the port
 * @param deadLettersWaiting those of them that can be replayed
 * @param checks of the last landing or run that was checked
 * @param error of the last landing or run
 * @param waitsFor the ports whose first data its transform waits for
 * @param drift fields that its records have and its contract does not; empty when there were none
 */
@JsonInclude
record PortBody(
        String id,
        String address,
        int major,
        String filledBy,
        boolean deprecated,
        ContractRef contract,
        String topic,
        String deadLetterTopic,
        String table,
        boolean ready,
        Condition condition,
        Optional<Long> landed,
        Optional<Long> lag,
        Optional<Long> deadLetters,
        Optional<Long> deadLettersWaiting,
        Optional<Instant> landedAt,
        Optional<Long> snapshotId,
        Optional<Boolean> published,
        List<CheckResult> checks,
        Optional<Failure> error,
        List<String> waitsFor,
        Optional<InboxBody> inbox,
        Optional<DriftBody> drift) {
    /**
     * Fields that the port's records have and its contract does not.
     *
     * @param contractVersion by which they were judged
     * @param fields how many different ones are told apart
     * @param records with at least one of them
     * @param others how often further fields came up
     */
    @JsonInclude
    record DriftBody(String contractVersion, int fields, long records, long others, Instant since, Instant lastSeen) {}

    /**
     * The port's inbox.
     *
     * @param waiting offsets that are not forwarded yet; empty when that is not known
     * @param condition whether it is forwarded; empty when another server does
     */
    @JsonInclude
    record InboxBody(String topic, Optional<Long> waiting, Optional<Condition> condition) {}

    /** Which contract. */
    record ContractRef(String id, String version) {}
}
