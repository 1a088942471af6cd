package dev.polder.server.audit;

import dev.polder.core.audit.AuditKey;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.VerifyingKey;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Signs how far the log has come, every so many entries and every so often. */
final class Checkpoints implements AutoCloseable {
    private static final long ENTRIES = 10_000;
    private static final Duration INTERVAL = Duration.ofSeconds(60);

    private final AuditKey key;
    private final CheckpointFile file;
    private final Clock clock;
    private final Optional<String> replaced;
    private final boolean isNewKey;
    private volatile ChainHead last;
    private Instant signed;

    Checkpoints(AuditConfig files, Clock clock) {
        this.clock = clock;
        file = CheckpointFile.open(files.checkpoints());
        try {
            Optional<Checkpoint> end = file.last();
            boolean isThere = Files.exists(files.key());
            key = files.signingKey(end.map(Checkpoint::key));
            String id = key.verifying().id();
            replaced = end.map(Checkpoint::key).filter(before -> !before.equals(id));
            isNewKey = !isThere || replaced.isPresent();
            // What another key has signed was accepted with it, and is looked for in the log.
            last = end.filter(line -> replaced.isPresent() || line.isBy(key.verifying()))
                    .map(Checkpoint::head)
                    .orElse(ChainHead.START);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        signed = clock.instant();
    }

    /** Whether this key has signed nothing yet. */
    boolean isNewKey() {
        return isNewKey;
    }

    /** The id of the key in whose place this one was accepted. */
    Optional<String> replaced() {
        return replaced;
    }

    /** That this key took another one's place. */
    void signKey(ChainHead head, Handle handle) {
        add(Checkpoint.Kind.KEY, head, handle);
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
        Checkpoint checkpoint = signed(Checkpoint.Kind.CHECKPOINT, head);
        file.append(checkpoint);
        last = head;
        signed = checkpoint.at();
        PostgresAuditStore.add(handle, checkpoint);
    }

    /** That the entries up to that one will be gone. */
    void signPruned(ChainHead end, Handle handle) {
        add(Checkpoint.Kind.PRUNED, end, handle);
    }

    private void add(Checkpoint.Kind kind, ChainHead head, Handle handle) {
        Checkpoint checkpoint = signed(kind, head);
        file.append(checkpoint);
        PostgresAuditStore.add(handle, checkpoint);
    }

    private Checkpoint signed(Checkpoint.Kind kind, ChainHead head) {
        return Checkpoint.signed(kind, head, clock.instant().truncatedTo(ChronoUnit.MILLIS), key);
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
