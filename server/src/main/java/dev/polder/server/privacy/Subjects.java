package dev.polder.server.privacy;

import com.google.crypto.tink.subtle.Hex;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The data keys of the subjects of one kind in a domain; those of new subjects are made as they come. Thread-safe. */
final class Subjects {
    /** Of each of two generations; a key takes about 500 bytes. */
    private static final int MOST_KEPT = 50_000;

    private static final int MOST_AT_ONCE = 5_000;

    private final DomainName domain;
    private final String name;
    private final KeyRing ring;
    private final Database database;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Recent<SubjectName, SubjectKey> bySubject = new Recent<>(MOST_KEPT);
    private final Recent<Long, SubjectKey> byId = new Recent<>(MOST_KEPT);

    Subjects(DomainName domain, String name, KeyRing ring, Database database, Clock clock) {
        this.domain = domain;
        this.name = name;
        this.ring = ring;
        this.database = database;
        this.clock = clock;
    }

    /** A subject's key if it is at hand; null for none. */
    SubjectKey known(SubjectName subject) {
        SubjectKey key = bySubject.find(subject);
        return key == null ? bySubject.findOld(subject) : key;
    }

    /** A subject's key, made if there is none yet; gone for one that was forgotten. */
    SubjectKey of(SubjectName subject) {
        SubjectKey key = known(subject);
        if (key == null) {
            prepare(List.of(subject.copy()));
            key = known(subject);
        }
        return key;
    }

    /** A subject's key if it has one. */
    Optional<SubjectKey> find(SubjectName subject) {
        SubjectKey key = known(subject);
        if (key != null) {
            return Optional.of(key);
        }
        String token = token(ring.of(domain), subject);
        Optional<SubjectKey> found = database.withHandle(
                handle -> Optional.ofNullable(select(handle, List.of(token)).get(token)));
        found.ifPresent(it -> keep(subject.copy(), it));
        return found;
    }

    /** The key of an id; empty when there is none. */
    Optional<SubjectKey> find(long id) {
        SubjectKey key = byId.find(id);
        key = key == null ? byId.findOld(id) : key;
        if (key == null) {
            Optional<SubjectKey> found = database.withHandle(handle -> handle.createQuery("""
                            select id, token, wrapped from privacy_subject_key
                            where id = :id and domain = :domain and name = :name
                            """)
                    .bind("id", id)
                    .bind("domain", domain.toString())
                    .bind("name", name)
                    .map((row, context) -> key(row.getLong("id"), row.getBytes("token"), row.getBytes("wrapped")))
                    .findOne());
            found.ifPresent(it -> byId.put(id, it));
            return found;
        }
        return Optional.of(key);
    }

    /** Fetches keys that are not at hand with one statement. */
    void fetch(Collection<Long> ids) {
        List<Long> missing = ids.stream()
                .filter(id -> byId.find(id) == null && byId.findOld(id) == null)
                .distinct()
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        database.useHandle(handle -> handle.createQuery("""
                        select id, token, wrapped from privacy_subject_key
                        where id = any(:ids) and domain = :domain and name = :name
                        """)
                .bindArray("ids", Long.class, missing)
                .bind("domain", domain.toString())
                .bind("name", name)
                .map((row, context) -> key(row.getLong("id"), row.getBytes("token"), row.getBytes("wrapped")))
                .forEach(key -> byId.put(key.id(), key)));
    }

    /** Fetches the keys of subjects and makes those that are missing, with few statements for all. */
    void prepare(Collection<SubjectName> subjects) {
        DomainKeys keys = ring.of(domain);
        Map<String, SubjectName> byToken = new HashMap<>();
        for (SubjectName subject : subjects) {
            byToken.put(token(keys, subject), subject);
        }
        List<String> tokens = new ArrayList<>(byToken.keySet());
        for (int from = 0; from < tokens.size(); from += MOST_AT_ONCE) {
            List<String> some = tokens.subList(from, Math.min(tokens.size(), from + MOST_AT_ONCE));
            require(keys, some).forEach((token, key) -> keep(byToken.get(token), key));
        }
    }

    private void keep(SubjectName subject, SubjectKey key) {
        bySubject.put(subject, key);
        byId.put(key.id(), key);
    }

    /** Forgets what is at hand. */
    void clear() {
        bySubject.clear();
        byId.clear();
    }

    private String token(DomainKeys keys, SubjectName subject) {
        return Hex.encode(keys.token(name, subject.bytes()));
    }

    private Map<String, SubjectKey> require(DomainKeys keys, List<String> tokens) {
        return database.withHandle(handle -> {
            Map<String, SubjectKey> found = select(handle, tokens);
            List<String> missing = tokens.stream()
                    .filter(token -> !found.containsKey(token))
                    .sorted()
                    .toList();
            if (!missing.isEmpty()) {
                insert(handle, keys, missing);
                // What another server has made meanwhile counts.
                found.putAll(select(handle, missing));
            }
            return found;
        });
    }

    private Map<String, SubjectKey> select(Handle handle, List<String> tokens) {
        Map<String, SubjectKey> found = new HashMap<>();
        handle.createQuery("""
                        select id, token, wrapped from privacy_subject_key
                        where domain = :domain and name = :name
                          and token = any(select decode(hex, 'hex') from unnest(:tokens) as hex)
                        """)
                .bind("domain", domain.toString())
                .bind("name", name)
                .bindArray("tokens", String.class, tokens)
                .map((row, context) -> found.put(
                        Hex.encode(row.getBytes("token")),
                        key(row.getLong("id"), row.getBytes("token"), row.getBytes("wrapped"))))
                .list();
        return found;
    }

    /** Durable when this returns: nothing is encrypted with a key that could be lost. */
    private void insert(Handle handle, DomainKeys keys, List<String> tokens) {
        List<Long> ids = new ArrayList<>();
        List<String> wrapped = new ArrayList<>();
        for (String token : tokens) {
            SubjectKey key = SubjectKey.fresh(random);
            ids.add(key.id());
            wrapped.add(Hex.encode(wrap(keys, key, Hex.decode(token))));
        }
        handle.createUpdate("""
                        insert into privacy_subject_key (id, domain, name, token, wrapped, created_at)
                        select id, :domain, :name, decode(token, 'hex'), decode(wrapped, 'hex'), :at
                        from unnest(:ids, :tokens, :wrapped) as fresh (id, token, wrapped)
                        on conflict (domain, name, token) do nothing
                        """)
                .bind("domain", domain.toString())
                .bind("name", name)
                .bind("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .bindArray("ids", Long.class, ids)
                .bindArray("tokens", String.class, tokens)
                .bindArray("wrapped", String.class, wrapped)
                .execute();
    }

    byte[] wrap(DomainKeys keys, SubjectKey key, byte[] token) {
        try {
            return keys.subject().encrypt(key.secret(), place(key.id(), token));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be wrapped", e);
        }
    }

    SubjectKey key(long id, byte[] token, byte[] wrapped) {
        if (wrapped == null) {
            return SubjectKey.gone(id);
        }
        try {
            return SubjectKey.of(id, ring.of(domain).subject().decrypt(wrapped, place(id, token)));
        } catch (GeneralSecurityException e) {
            ring.refresh();
            try {
                return SubjectKey.of(id, ring.of(domain).subject().decrypt(wrapped, place(id, token)));
            } catch (GeneralSecurityException again) {
                throw new PolderException(
                        Code.KEYS_MISSING,
                        "The key of a subject of " + domain + " cannot be unwrapped with the domain's keys",
                        "Restore the domain's file of keys as it was when the subject's first record came",
                        again);
            }
        }
    }

    /** So that a key cannot be taken for another's. */
    private byte[] place(long id, byte[] token) {
        byte[] kind = ("polder subject " + domain + " " + name + " ").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return ByteBuffer.allocate(kind.length + Long.BYTES + token.length)
                .put(kind)
                .putLong(id)
                .put(token)
                .array();
    }
}
