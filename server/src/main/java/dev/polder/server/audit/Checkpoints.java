package dev.polder.server.audit;

import dev.polder.core.audit.AuditKey;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.VerifyingKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Signs how far the log has come, every so many entries and every so often. */
final class Checkpoints implements AutoCloseable {
    private static final long ENTRIES = 10_000;
    private static final Duration INTERVAL = Duration.ofSeconds(60);

    private final AuditKey key;
    private final CheckpointFile file;
    private final Clock clock;
    private volatile ChainHead last;
    private Instant signed;

    Checkpoints(AuditConfig files, Clock clock) {
        this.key = files.signingKey();
        this.file = CheckpointFile.open(files.checkpoints());
        this.clock = clock;
        List<String> lines = file.lines();
        last = lines.isEmpty()
                ? ChainHead.START
                : Checkpoint.parse(lines.get(lines.size() - 1))
                        .filter(checkpoint -> checkpoint.isBy(key.verifying()))
                        .map(Checkpoint::head)
                        .orElse(ChainHead.START);
        signed = clock.instant();
    }

    /** What was signed last, also by a server that ran here before. */
    ChainHead last() {
        return last;
    }

    boolean isNew(ChainHead head) {
        return !head.equals(last);
    }

    boolean isDue(ChainHead head) {
        return isNew(head)
                && (Math.abs(head.sequence() - last.sequence()) >= ENTRIES
                        || !clock.instant().isBefore(signed.plus(INTERVAL)));
    }

    /** In the file first: that is the one that matters. */
    void sign(ChainHead head, Handle handle) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Checkpoint checkpoint = Checkpoint.signed(Checkpoint.Kind.CHECKPOINT, head, now, key);
        file.append(checkpoint);
        last = head;
        signed = now;
        PostgresAuditStore.add(handle, checkpoint);
    }

    /** That the entries up to that one will be gone. */
    void signPruned(ChainHead end, Handle handle) {
        Checkpoint pruned =
                Checkpoint.signed(Checkpoint.Kind.PRUNED, end, clock.instant().truncatedTo(ChronoUnit.MILLIS), key);
        file.append(pruned);
        PostgresAuditStore.add(handle, pruned);
    }

    VerifyingKey verifying() {
        return key.verifying();
    }

    List<String> lines() {
        return file.lines();
    }

    @Override
    public void close() {
        file.close();
    }
}
