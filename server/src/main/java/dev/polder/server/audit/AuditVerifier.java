package dev.polder.server.audit;

import dev.polder.core.audit.Anchor;
import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.ChainVerifier;
import dev.polder.core.audit.Checkpoint;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** Reads the log and holds it against its hashes, against what was signed, and against what this server remembers. */
final class AuditVerifier {
    /** Entries in one piece. */
    private static final long COPIED = 50_000;

    private final Checkpoints checkpoints;

    AuditVerifier(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /**
     * Verifies a part of the log, as one moment shows it.
     *
     * @param after the head of an earlier verification, or {@link ChainHead#START}
     * @param handle in a transaction that sees one moment and has not begun to look
     * @param remembered what the server has written last, known before that moment
     * @param most entries
     */
    AuditVerification verify(Handle handle, ChainHead after, ChainHead remembered, long most) throws SQLException {
        long last = after.sequence() > Long.MAX_VALUE - most ? Long.MAX_VALUE : after.sequence() + most;
        List<String> doubts = new ArrayList<>();
        // Before the database is read: what is signed by then is there.
        Set<String> file = new LinkedHashSet<>(checkpoints.lines());
        List<Checkpoint> signed = signed(file, after, doubts);
        signed.addAll(copies(file, PostgresAuditStore.checkpointLines(handle), after, doubts));
        ChainHead start = start(PostgresAuditStore.first(handle), after, signed);
        List<Anchor> anchors = new ArrayList<>();
        signed.stream().map(Checkpoint::anchor).forEach(anchors::add);
        anchors.add(new Anchor(remembered, "what this server wrote last"));
        long end = PostgresAuditStore.head(handle).sequence();
        boolean more = end > last;
        if (more) {
            anchors.removeIf(anchor -> anchor.head().sequence() > last);
        }
        ChainVerifier verifier = new ChainVerifier(start, anchors);
        Optional<ChainBreak> broken = copied(handle, after, Math.min(last, end), verifier);
        if (broken.isEmpty() && !more) {
            broken = verifier.end();
        }
        return new AuditVerification(
                verifier.head().sequence() - start.sequence(),
                verifier.head(),
                verifier.confirmed(),
                !more || broken.isPresent(),
                broken,
                doubts);
    }

    private static Optional<ChainBreak> copied(Handle handle, ChainHead after, long last, ChainVerifier verifier)
            throws SQLException {
        CopyManager copies = handle.getConnection().unwrap(PGConnection.class).getCopyAPI();
        // From the first on also what has a number that no entry has.
        String from = after.sequence() == 0 ? "" : "sequence > " + after.sequence() + " and ";
        for (long end = after.sequence(); end < last; ) {
            end += Math.min(COPIED, last - end);
            Optional<ChainBreak> broken = copied(copies, from + "sequence <= " + end, verifier);
            if (broken.isPresent()) {
                return broken;
            }
            from = "sequence > " + end + " and ";
        }
        return Optional.empty();
    }

    /** Read to its end in any case: to cancel a copy may cancel what the connection does next. */
    private static Optional<ChainBreak> copied(CopyManager copies, String where, ChainVerifier verifier)
            throws SQLException {
        CopyOut copy = copies.copyOut("copy (select " + CopiedRow.COLUMNS + " from audit_entry where " + where
                + " order by sequence) to stdout with (format binary)");
        Optional<ChainBreak> broken = Optional.empty();
        for (byte[] piece = copy.readFromCopy(); piece != null; piece = copy.readFromCopy()) {
            int start = CopiedRow.start(piece);
            if (broken.isEmpty() && start >= 0) {
                broken = CopiedRow.verify(piece, start, verifier);
            }
        }
        return broken;
    }

    /** Behind what was removed on purpose. */
    private static ChainHead start(long first, ChainHead after, List<Checkpoint> signed) {
        return signed.stream()
                .filter(checkpoint -> checkpoint.kind() == Checkpoint.Kind.PRUNED)
                .map(Checkpoint::head)
                .filter(head -> head.sequence() == first - 1)
                .findFirst()
                .orElse(after);
    }

    /** What this server's key has signed about entries after that one. */
    private List<Checkpoint> signed(Set<String> file, ChainHead after, List<String> doubts) {
        List<Checkpoint> signed = new ArrayList<>();
        int number = 0;
        for (String line : file) {
            number++;
            Optional<Checkpoint> checkpoint = Checkpoint.parse(line);
            if (checkpoint
                    .filter(said -> said.head().sequence() <= after.sequence())
                    .isPresent()) {
                continue;
            }
            if (checkpoint.filter(said -> said.isBy(checkpoints.verifying())).isPresent()) {
                signed.add(checkpoint.get());
            } else if (checkpoint.isPresent() || after.sequence() == 0) {
                doubts.add("Line " + number + " of the checkpoint file is not one that this server's key has signed");
            }
        }
        return signed;
    }

    /** What only the database has of it; lines of other servers are theirs to judge. */
    private List<Checkpoint> copies(Set<String> file, List<String> lines, ChainHead after, List<String> doubts) {
        List<Checkpoint> missing = new ArrayList<>();
        for (String line : lines) {
            Checkpoint.parse(line)
                    .filter(copy -> copy.head().sequence() > after.sequence() && !file.contains(line))
                    .filter(copy -> copy.isBy(checkpoints.verifying()))
                    .ifPresent(missing::add);
        }
        if (!missing.isEmpty()) {
            // Some were signed since the file was read.
            Set<String> now = new HashSet<>(checkpoints.lines());
            missing.stream()
                    .filter(copy -> !now.contains(copy.line()))
                    .forEach(copy -> doubts.add("The checkpoint file lacks the line about entry "
                            + copy.head().sequence() + " that the database has"));
        }
        return missing;
    }
}
