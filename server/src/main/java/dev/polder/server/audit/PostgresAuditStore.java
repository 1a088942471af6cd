package dev.polder.server.audit;

import dev.polder.core.audit.ChainHash;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.EntryContent;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Entries and signed lines in PostgreSQL. Everything takes place on the caller's connection. */
final class PostgresAuditStore {
    private static final int SEARCH_SECONDS = 30;
    private static final int FETCHED = 1_000;
    /** Entries that one statement passes over. */
    private static final long PIECE = 500_000;

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

    /** The newest first. */
    static List<AuditEntry> search(Handle handle, AuditSearch search, int most) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> bindings = new HashMap<>();
        search.principal().ifPresent(name -> {
            conditions.add("principal = :principal");
            bindings.put("principal", name);
        });
        search.action().ifPresent(name -> below("action", name, conditions, bindings));
        search.target().ifPresent(name -> below("target", name, conditions, bindings));
        search.outcome().ifPresent(outcome -> {
            conditions.add("outcome = :outcome");
            bindings.put("outcome", outcome.name());
        });
        search.since().ifPresent(time -> {
            conditions.add("at >= :since");
            bindings.put("since", time.atOffset(ZoneOffset.UTC));
        });
        search.until().ifPresent(time -> {
            conditions.add("at < :until");
            bindings.put("until", time.atOffset(ZoneOffset.UTC));
        });
        search.text().ifPresent(text -> {
            conditions.add("strpos(lower(details), lower(:text)) > 0");
            bindings.put("text", text);
        });
        search.before().ifPresent(sequence -> {
            conditions.add("sequence < :before");
            bindings.put("before", sequence);
        });
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return handle.createQuery("select " + CopiedRow.COLUMNS + " from audit_entry" + where
                        + " order by sequence desc limit :most")
                .setQueryTimeout(SEARCH_SECONDS)
                .bindMap(bindings)
                .bind("most", most)
                .map((row, context) -> AuditEntry.of(row))
                .list();
    }

    /** That name, and those that begin with it and a dot; the character after the dot is the slash. */
    private static void below(String column, String name, List<String> conditions, Map<String, Object> bindings) {
        conditions.add("(%1$s = :%1$s or %1$s >= :%1$s || '.' and %1$s < :%1$s || '/')".formatted(column));
        bindings.put(column, name);
    }

    /** Every entry after that one, in order, a few at a time. */
    static void read(Handle transaction, long after, Consumer<AuditEntry> reader) {
        transaction
                .createQuery(
                        "select " + CopiedRow.COLUMNS + " from audit_entry where sequence > :after order by sequence")
                .setFetchSize(FETCHED)
                .bind("after", after)
                .map((row, context) -> AuditEntry.of(row))
                .forEach(reader);
    }

    /** The number of the last entry before all that are that young; 0 when there is none. The last of all is never it. */
    static long lastBefore(Handle handle, Instant oldest) {
        long before = first(handle) - 1;
        long most = head(handle).sequence() - 1;
        for (long end = before; end < most; ) {
            long after = end;
            end = Math.min(end + PIECE, most);
            Optional<Long> young = handle.createQuery("""
                            select min(sequence) from audit_entry
                            where sequence > :after and sequence <= :end and at >= :oldest
                            """)
                    .bind("after", after)
                    .bind("end", end)
                    .bind("oldest", oldest.atOffset(ZoneOffset.UTC))
                    .mapTo(Long.class)
                    .findOne();
            if (young.isPresent()) {
                return young.get() - 1 > before ? young.get() - 1 : 0;
            }
        }
        return most > before ? most : 0;
    }

    /** Up to where the log says itself that entries were removed; 0 when it does not. */
    static long lastToldOf(Handle handle) {
        return handle.createQuery("""
                        select (details::jsonb ->> 'to')::bigint from audit_entry
                        where action = :action order by sequence desc limit 1
                        """)
                .bind("action", AuditRetention.PRUNED)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /**
     * Removes the entries up to one about which a line was signed.
     *
     * @param first that is left
     */
    static int prune(Handle transaction, long first, long last) {
        transaction
                .createQuery("select set_config('polder.audit_prune_to', :last, true)")
                .bind("last", Long.toString(last))
                .mapTo(String.class)
                .one();
        int removed = 0;
        // In pieces, none of which takes long; in one transaction, so that what is left begins where the signed line
        // says.
        for (long end = first - 1; end < last; ) {
            long after = end;
            end = Math.min(end + PIECE, last);
            // From where the piece before ended: what that removed would be passed over again.
            removed += transaction.execute("delete from audit_entry where sequence > ? and sequence <= ?", after, end);
        }
        return removed;
    }

    static void add(Handle handle, Checkpoint checkpoint) {
        handle.execute(
                "insert into audit_checkpoint (sequence, line) values (?, ?)",
                checkpoint.head().sequence(),
                checkpoint.line());
    }

    /** Those about entries after one, up to another. */
    static List<String> checkpointLines(Handle handle, long after, long last) {
        return handle.createQuery(
                        "select line from audit_checkpoint where sequence > :after and sequence <= :last order by no")
                .bind("after", after)
                .bind("last", last)
                .mapTo(String.class)
                .list();
    }
}
