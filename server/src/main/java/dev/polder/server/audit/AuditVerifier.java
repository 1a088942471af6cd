package dev.polder.server.audit;

import dev.polder.core.audit.Anchor;
import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.ChainVerifier;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.SignedLines;
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
        // Before the database is read: what is signed by then is there.
        Set<String> file = new LinkedHashSet<>(checkpoints.lines());
        SignedLines signed = SignedLines.of(file, checkpoints.verifying(), after);
        List<String> doubts = new ArrayList<>(signed.doubts());
        List<Anchor> anchors = new ArrayList<>(signed.anchors());
        anchors.addAll(copies(file, PostgresAuditStore.checkpointLines(handle, after.sequence(), last), after, doubts));
        ChainHead start = signed.start(PostgresAuditStore.first(handle), after);
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
                doubts,
                signed.notes());
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

    /** What only the database has of it; lines of other servers are theirs to judge. */
    private List<Anchor> copies(Set<String> file, List<String> lines, ChainHead after, List<String> doubts) {
        // Older ones are in files that are gone because they had become too many.
        long first = file.stream()
                .flatMap(line -> Checkpoint.parse(line).stream())
                .mapToLong(line -> line.head().sequence())
                .min()
                .orElse(0);
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
                    .filter(copy -> copy.head().sequence() >= first && !now.contains(copy.line()))
                    .forEach(copy -> doubts.add("The checkpoint file lacks the line about entry "
                            + copy.head().sequence() + " that the database has"));
        }
        return missing.stream().map(Checkpoint::anchor).toList();
    }
}
