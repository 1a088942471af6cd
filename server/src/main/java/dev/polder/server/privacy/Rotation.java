package dev.polder.server.privacy;

import dev.polder.core.name.DomainName;
import dev.polder.server.database.Database;
import dev.polder.server.privacy.DomainKeys.Purpose;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Gives domains new keys. */
final class Rotation {
    private static final int AT_ONCE = 1000;
    private static final int PREFIX_BYTES = 5;

    /** Word for word what an index of the table is made over: there may be very many rows. */
    static final String WRAPPED_WITH =
            "domain = :domain and substring(wrapped from 1 for 5) = :prefix and wrapped is not null";

    /** By id; with the index's columns, so that nothing is sorted and the table's other index is of no use. */
    static final String IN_ORDER = "domain, substring(wrapped from 1 for 5), id";

    private final Privacy privacy;
    private final Database database;

    Rotation(Privacy privacy, Database database) {
        this.privacy = privacy;
        this.database = database;
    }

    private record Row(long id, String name, byte[] token, byte[] wrapped) {}

    /** New values and new subjects' keys are encrypted with a new key; nothing is rewritten. */
    DomainKeys rotate(DomainName domain) {
        return privacy.ring().rotate(domain);
    }

    /**
     * Wraps the keys of all subjects anew and forgets what they were wrapped with: then copies of the database that were made before say nothing
     * about them any more. Several servers may do so at once. A key that still wraps something stays.
     *
     * @return how many were wrapped
     */
    long rewrap(DomainName domain) {
        privacy.ring().rotate(domain);
        long wrapped = 0;
        List<Integer> keys = privacy.ring().of(domain).ids(Purpose.SUBJECT);
        for (int old : keys.subList(1, keys.size())) {
            wrapped += rewrap(domain, old);
        }
        privacy.ring().drop(domain, Purpose.SUBJECT, (handle, id) -> !wrapsAny(handle, domain, id));
        return wrapped;
    }

    private long rewrap(DomainName domain, int old) {
        long wrapped = 0;
        // Behind the rotation nobody wraps with an older key, so one pass meets all rows that there are of those.
        Optional<Long> next = Optional.of(Long.MIN_VALUE);
        while (next.isPresent()) {
            long from = next.get();
            List<Row> rows = database.inDurableTransaction(handle -> some(handle, domain, old, from));
            wrapped += rows.size();
            next = rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(rows.get(rows.size() - 1).id());
        }
        return wrapped;
    }

    /** Wraps some rows behind an id that are wrapped with an old key. */
    private List<Row> some(Handle handle, DomainName domain, int old, long from) {
        DomainKeys keys = privacy.ring().at(handle, domain);
        List<Row> rows = handle.createQuery("select id, name, token, wrapped from privacy_subject_key where "
                        + WRAPPED_WITH + " and id > :from order by " + IN_ORDER + " limit :most")
                .bind("domain", domain.toString())
                .bind("prefix", prefix(old))
                .bind("from", from)
                .bind("most", AT_ONCE)
                .map((row, context) -> new Row(
                        row.getLong("id"), row.getString("name"), row.getBytes("token"), row.getBytes("wrapped")))
                .list();
        if (!rows.isEmpty()) {
            // Who is forgotten meanwhile stays forgotten.
            var batch = handle.prepareBatch(
                    "update privacy_subject_key set wrapped = :wrapped where id = :id and wrapped is not null");
            for (Row row : rows) {
                Subjects subjects = privacy.subjects(domain, row.name());
                SubjectKey key = subjects.key(row.id(), row.token(), row.wrapped());
                batch.bind("id", row.id())
                        .bind("wrapped", subjects.wrap(keys, key, row.token()))
                        .add();
            }
            batch.execute();
        }
        return rows;
    }

    private static boolean wrapsAny(Handle handle, DomainName domain, int key) {
        return handle.createQuery("select exists (select from privacy_subject_key where " + WRAPPED_WITH + ")")
                .bind("domain", domain.toString())
                .bind("prefix", prefix(key))
                .mapTo(Boolean.class)
                .one();
    }

    /** How what a key has wrapped begins. */
    static byte[] prefix(int key) {
        return ByteBuffer.allocate(PREFIX_BYTES).put(Sealed.DOMAIN).putInt(key).array();
    }

    /** The ids of a domain's keys; empty when it has none. */
    Optional<DomainKeys> keys(DomainName domain) {
        return privacy.ring().find(domain);
    }
}
