package dev.polder.server.audit;

import dev.polder.core.audit.ChainHash;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.EntryContent;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Entries and signed lines in PostgreSQL. Everything takes place on the caller's connection. */
final class PostgresAuditStore {
    private PostgresAuditStore() {}

    /** The last entry; {@link ChainHead#START} when there is none. */
    static ChainHead head(Handle handle) {
        return handle.createQuery("select sequence, hash from audit_entry order by sequence desc limit 1")
                .map((row, context) -> ChainHead.of(row.getLong("sequence"), row.getBytes("hash")))
                .findOne()
                .orElse(ChainHead.START);
    }

    /** The entry of that number, if it is there. */
    static Optional<ChainHead> at(Handle handle, long sequence) {
        return handle.createQuery("select sequence, hash from audit_entry where sequence = :sequence")
                .bind("sequence", sequence)
                .map((row, context) -> ChainHead.of(row.getLong("sequence"), row.getBytes("hash")))
                .findOne();
    }

    /** The number of the first entry that is left; 0 when there is none. */
    static long first(Handle handle) {
        return handle.createQuery("select coalesce(min(sequence), 0) from audit_entry")
                .mapTo(Long.class)
                .one();
    }

    /** Continues the chain. The caller holds the lock, has read the head since, and commits. */
    static ChainHead append(Handle transaction, ChainHead head, List<EntryContent> entries) throws SQLException {
        ByteBuffer rows = ByteBuffer.allocate(CopiedRow.headerAndEnd()
                + entries.stream().mapToInt(CopiedRow::size).sum());
        ChainHash hashing = new ChainHash();
        long sequence = head.sequence();
        byte[] hash = head.hashBytes();
        CopiedRow.writeHeader(rows);
        for (EntryContent entry : entries) {
            sequence++;
            hash = hashing.of(hash, sequence, entry);
            CopiedRow.write(rows, sequence, entry, hash);
        }
        CopiedRow.writeEnd(rows);
        CopyIn copy = transaction
                .getConnection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy audit_entry (" + CopiedRow.COLUMNS + ") from stdin with (format binary)");
        copy.writeToCopy(rows.array(), 0, rows.position());
        copy.endCopy();
        return ChainHead.of(sequence, hash);
    }

    static void add(Handle handle, Checkpoint checkpoint) {
        handle.execute(
                "insert into audit_checkpoint (sequence, line) values (?, ?)",
                checkpoint.head().sequence(),
                checkpoint.line());
    }

    static List<String> checkpointLines(Handle handle) {
        return handle.createQuery("select line from audit_checkpoint order by no")
                .mapTo(String.class)
                .list();
    }
}
