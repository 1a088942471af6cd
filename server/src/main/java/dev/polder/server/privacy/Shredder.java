package dev.polder.server.privacy;

import dev.polder.core.name.DomainName;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Destroys keys of subjects in the database. What it has done is on the disk when it returns. */
final class Shredder {
    private static final Logger LOG = LoggerFactory.getLogger(Shredder.class);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Database database;
    private final Clock clock;

    Shredder(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What is left of a subject's keys. */
    record Gone(long key, Instant at) {}

    /** Whether there are keys of a subject, or were. */
    boolean knows(DomainName domain, String name, byte[] token) {
        return database.withHandle(handle -> handle.createQuery("""
                        select exists (select from privacy_subject_key
                            where domain = :domain and name = :name and token = :token)
                        """)
                .bind("domain", domain.toString())
                .bind("name", name)
                .bind("token", token)
                .mapTo(Boolean.class)
                .one());
    }

    /** Destroys a subject's keys, and leaves a mark where they were, so that it never gets others. */
    Gone destroy(DomainName domain, String name, byte[] token) {
        return database.inDurableTransaction(handle -> {
            Gone row = handle.createQuery("""
                            insert into privacy_subject_key as old (id, domain, name, token, created_at, forgotten_at)
                            values (:id, :domain, :name, :token, :at, :at)
                            on conflict (domain, name, token) do update set wrapped = null,
                                forgotten_at = coalesce(old.forgotten_at, excluded.forgotten_at)
                            returning id, forgotten_at
                            """)
                    .bind("id", SubjectKey.freshId(new SecureRandom()))
                    .bind("domain", domain.toString())
                    .bind("name", name)
                    .bind("token", token)
                    .bind("at", now())
                    .map((result, context) -> new Gone(
                            result.getLong("id"),
                            result.getObject("forgotten_at", OffsetDateTime.class)
                                    .toInstant()))
                    .one();
            note(handle, row.key());
            return row;
        });
    }

    /** Destroys keys that dead letters share. */
    void destroy(Collection<Long> keys) {
        if (keys.isEmpty()) {
            return;
        }
        database.inDurableTransaction(handle -> {
            handle.createUpdate("""
                            update privacy_subject_key set wrapped = null, forgotten_at = coalesce(forgotten_at, :at)
                            where id = any(:ids)
                            """)
                    .bind("at", now())
                    .bindArray("ids", Long.class, List.copyOf(keys))
                    .execute();
            note(handle, keys.iterator().next());
            return true;
        });
    }

    /**
     * Tells other servers. Numbers are given one after the other, the next when the one before can be seen: whoever has seen one has seen all
     * before it.
     */
    private void note(Handle transaction, long key) {
        Lock.ERASURES.acquire(transaction);
        transaction
                .createUpdate("insert into privacy_erasure (key_id, at) values (:id, :at)")
                .bind("id", key)
                .bind("at", now())
                .execute();
    }

    /**
     * Has what the rows held overwritten sooner; it can still be in the write-ahead log and in backups. With many keys that takes long, so it goes
     * on by itself: nobody waits for it, and where it fails the database does it on its own later.
     */
    void clean() {
        Thread cleaning = new Thread(this::vacuum, "erasure-clean");
        cleaning.setDaemon(true);
        cleaning.start();
    }

    private void vacuum() {
        try (Handle own = database.openDurable(LONGEST)) {
            // Whoever is at it already does this one's as well, or the next one does.
            own.execute("vacuum (skip_locked) privacy_subject_key");
        } catch (RuntimeException e) {
            LOG.warn("What destroyed keys leave in the database is cleaned up later, by the database itself", e);
        }
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
