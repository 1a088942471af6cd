package dev.polder.server.audit;

import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainHead;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found about a part of the log.
 *
 * @param verified how many entries are right
 * @param head the last of them; where the next part begins
 * @param confirmed the last of them that is also known from a checkpoint or to the server
 * @param done whether this was the end of the log
 * @param broken the first place that is wrong
 * @param doubts what is wrong with the checkpoints
 * @param notes what one should know of them
 */
public record AuditVerification(
        long verified,
        ChainHead head,
        long confirmed,
        boolean done,
        Optional<ChainBreak> broken,
        List<String> doubts,
        List<String> notes) {
    public AuditVerification {
        Objects.requireNonNull(head);
        Objects.requireNonNull(broken);
        doubts = List.copyOf(doubts);
        notes = List.copyOf(notes);
    }
}
