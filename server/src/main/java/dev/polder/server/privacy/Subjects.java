package dev.polder.server.privacy;

import com.google.crypto.tink.subtle.Hex;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
    private volatile Held held = new Held();

    /** What is at hand. One that was dropped takes what was read before, so that it does not come back. */
    private static final class Held {
        private final Recent<SubjectName, SubjectKey> bySubject = new Recent<>(MOST_KEPT, SubjectName::copy);
        private final Recent<Long, SubjectKey> byId = new Recent<>(MOST_KEPT, UnaryOperator.identity());

        void keep(SubjectName subject, SubjectKey key) {
            bySubject.put(subject, key);
            byId.put(key.id(), key);
        }
    }

    Subjects(DomainName domain, String name, KeyRing ring, Database database, Clock clock) {
        this.domain = domain;
        this.name = name;
        this.ring = ring;
        this.database = database;
        this.clock = clock;
    }

    /** A subject's key if it is at hand; null for none. */
    SubjectKey known(SubjectName subject) {
        return held.bySubject.find(subject);
    }

    /** A subject's key, made if there is none yet; gone for one that was forgotten. */
    SubjectKey of(SubjectName subject) {
        SubjectKey key = known(subject);
        return key == null ? prepare(List.of(subject.copy())).get(0) : key;
    }

    /** Whether a key is the subject's; asks nobody. */
    boolean isOf(SubjectKey key, SubjectName subject) {
        Held mine = held;
        SubjectKey known = mine.bySubject.find(subject);
        if (known != null) {
            return known.id() == key.id();
        }
        if (!key.isOf(ring.of(domain).token(name, subject.bytes()))) {
            return false;
        }
        mine.bySubject.put(subject, key);
        return true;
    }

    /** Whether a subject's key was destroyed; a key at hand may have been since. */
    boolean isForgotten(SubjectName subject) {
        Held mine = held;
        SubjectKey known = mine.bySubject.find(subject);
        if (known != null && known.isGone()) {
            return true;
        }
        String token = token(ring.of(domain), subject);
        SubjectKey now =
                database.withHandle(handle -> select(handle, List.of(token)).get(token));
        if (now == null || !now.isGone()) {
            return false;
        }
        mine.keep(subject, now);
        return true;
    }

    /** The key of an id; empty when there is none. */
    Optional<SubjectKey> find(long id) {
        SubjectKey key = held.byId.find(id);
        return key == null ? Optional.ofNullable(fetch(List.of(id)).get(id)) : Optional.of(key);
    }

    /** Fetches keys that are not at hand with one statement, and gives those. */
    Map<Long, SubjectKey> fetch(Collection<Long> ids) {
        Held mine = held;
        List<Long> missing =
                ids.stream().filter(id -> mine.byId.find(id) == null).distinct().toList();
        if (missing.isEmpty()) {
            return Map.of();
        }
        Map<Long, SubjectKey> found = new HashMap<>();
        database.useHandle(handle -> handle.createQuery("""
                        select id, token, wrapped from privacy_subject_key
                        where id = any(:ids) and domain = :domain and name = :name
                        """)
                .bindArray("ids", Long.class, missing)
                .bind("domain", domain.toString())
                .bind("name", name)
                .map((row, context) -> key(row.getLong("id"), row.getBytes("token"), row.getBytes("wrapped")))
                .forEach(key -> {
                    mine.byId.put(key.id(), key);
                    found.put(key.id(), key);
                }));
        return found;
    }

    /** The keys of subjects, in their order; those that are missing are made, with few statements for all. */
    List<SubjectKey> prepare(Collection<SubjectName> subjects) {
        Held mine = held;
        DomainKeys keys = ring.of(domain);
        Map<SubjectName, String> tokens = new LinkedHashMap<>();
        subjects.forEach(subject -> tokens.put(subject, token(keys, subject)));
        List<String> all = new ArrayList<>(tokens.values());
        Map<String, SubjectKey> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            found.putAll(require(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE))));
        }
        tokens.forEach((subject, token) -> mine.keep(subject, found.get(token)));
        return subjects.stream().map(subject -> found.get(tokens.get(subject))).toList();
    }

    /** Forgets what is at hand. */
    void clear() {
        held = new Held();
    }

    private String token(DomainKeys keys, SubjectName subject) {
        return Hex.encode(keys.token(name, subject.bytes()));
    }

    private Map<String, SubjectKey> require(List<String> tokens) {
        Map<String, SubjectKey> found = database.withHandle(handle -> select(handle, tokens));
        List<String> missing = tokens.stream()
                .filter(token -> !found.containsKey(token))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            // Durable before anything is encrypted with them, and with keys that nobody drops meanwhile.
            found.putAll(database.inDurableTransaction(handle -> {
                insert(handle, ring.at(handle, domain), missing);
                // What another server has made meanwhile counts.
                return select(handle, missing);
            }));
        }
        return found;
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

    private void insert(Handle handle, DomainKeys keys, List<String> tokens) {
        List<Long> ids = new ArrayList<>();
        List<String> wrapped = new ArrayList<>();
        for (String token : tokens) {
            byte[] subject = Hex.decode(token);
            SubjectKey key = SubjectKey.fresh(subject, random);
            ids.add(key.id());
            wrapped.add(Hex.encode(wrap(keys, key, subject)));
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
            return SubjectKey.gone(id, token);
        }
        try {
            return SubjectKey.of(id, token, ring.of(domain).subject().decrypt(wrapped, place(id, token)));
        } catch (GeneralSecurityException e) {
            ring.refresh(domain);
            try {
                return SubjectKey.of(id, token, ring.of(domain).subject().decrypt(wrapped, place(id, token)));
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
        byte[] kind = ("polder subject " + domain + " " + name + " ").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(kind.length + Long.BYTES + token.length)
                .put(kind)
                .putLong(id)
                .put(token)
                .array();
    }
}
