package dev.polder.server.privacy;

import dev.polder.core.name.DomainName;
import dev.polder.server.database.Database;
import dev.polder.server.privacy.DomainKeys.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives domains new keys. */
final class Rotation {
    private static final int AT_ONCE = 1000;
    /** Until every server of the mesh has taken up new keys. */
    private static final long TAKEN_UP_MILLIS = 2000;

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
     * about them any more.
     *
     * @return how many were wrapped
     */
    long rewrap(DomainName domain) {
        privacy.ring().rotate(domain);
        long wrapped = pass(domain);
        try {
            new CountDownLatch(1).await(TAKEN_UP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return wrapped;
        }
        wrapped += pass(domain);
        privacy.ring().dropOld(domain, Purpose.SUBJECT);
        return wrapped;
    }

    /** Those that are not wrapped with the newest key. */
    private long pass(DomainName domain) {
        DomainKeys keys = privacy.ring().of(domain);
        int newest = keys.ids(Purpose.SUBJECT).get(0);
        byte[] prefix = {1, (byte) (newest >>> 24), (byte) (newest >>> 16), (byte) (newest >>> 8), (byte) newest};
        long wrapped = 0;
        while (true) {
            List<Row> rows = database.withHandle(handle -> handle.createQuery("""
                            select id, name, token, wrapped from privacy_subject_key
                            where domain = :domain and wrapped is not null and substring(wrapped from 1 for 5) <> :prefix
                            limit :most
                            """)
                    .bind("domain", domain.toString())
                    .bind("prefix", prefix)
                    .bind("most", AT_ONCE)
                    .map((row, context) -> new Row(
                            row.getLong("id"), row.getString("name"), row.getBytes("token"), row.getBytes("wrapped")))
                    .list());
            if (rows.isEmpty()) {
                return wrapped;
            }
            database.useTransaction(handle -> {
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
            });
            wrapped += rows.size();
        }
    }

    /** The ids of a domain's keys; empty when it has none. */
    Optional<DomainKeys> keys(DomainName domain) {
        return privacy.ring().find(domain);
    }
}
