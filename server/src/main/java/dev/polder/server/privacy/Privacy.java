package dev.polder.server.privacy;

import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.Subject;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.FieldCipher;
import dev.polder.query.SealedColumn;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.Poller;
import dev.polder.server.reconcile.IcebergSchemas;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Schema;

/** Field encryption as the rest of the server sees it. Thread-safe. */
public final class Privacy implements PortSeals, AutoCloseable {
    /** The name of those that nobody knows: whoever a dead letter is about that does not say so. */
    static final String UNKNOWN = "";

    private static final Duration REFRESH = Duration.ofMillis(500);

    private final KeyRing ring;
    private final Database database;
    private final Clock clock;
    private final ErasureWatch watch;
    private final Poller refreshing;
    private final Map<Kind, Subjects> subjects = new ConcurrentHashMap<>();

    private record Kind(DomainName domain, String name) {}

    /**
     * Starts nothing yet.
     *
     * @throws PolderException KEYS_MISSING when there is encrypted data whose keys are not there
     */
    public Privacy(PrivacyConfig config, Database database, Clock clock) {
        this(new KeyRing(config, database, clock), database, clock);
        ring.check();
    }

    private Privacy(KeyRing ring, Database database, Clock clock) {
        this.ring = ring;
        this.database = database;
        this.clock = clock;
        this.watch = new ErasureWatch(database, this::forgotten);
        this.refreshing = new Poller("keys", REFRESH, ring::refresh);
    }

    /** Starts to look for what other servers have changed. */
    public void start() {
        watch.start();
        refreshing.start();
    }

    @Override
    public void close() {
        watch.close();
        refreshing.close();
    }

    @Override
    public FieldCipher cipher(PortId port, SchemaObject schema) {
        DomainName domain = port.address().domain();
        return new PortCipher(port, schema, ring.of(domain), subjects(domain, schema));
    }

    @Override
    public LetterSeal letters(PortId port, ContractGate gate) {
        if (!gate.schema().isEncrypted()) {
            return LetterSeal.NONE;
        }
        DomainName domain = port.address().domain();
        return new EncryptedLetters(
                port, gate, ring.of(domain), subjects(domain, gate.schema()), subjects(domain, UNKNOWN));
    }

    @Override
    public byte[] openLetter(PortId port, byte[] sealed) {
        DomainName domain = port.address().domain();
        return openLetter(
                port, sealed, Sealed.isOfSubject(sealed) ? key(domain, Sealed.subjectKey(sealed)) : Optional.empty());
    }

    /** @param key of the letter, where it is one of a subject's */
    byte[] openLetter(PortId port, byte[] sealed, Optional<SubjectKey> key) {
        byte[] place = Places.letter(port);
        try {
            if (!Sealed.isOfSubject(sealed)) {
                return openWithDomain(port.address().domain(), sealed, place);
            }
            SubjectKey found = key.orElseThrow(() -> new PolderException(
                    Code.KEYS_MISSING, "There is no key for a dead letter of " + port, "Restore the database"));
            if (found.isGone()) {
                throw new PolderException(
                        Code.SUBJECT_FORGOTTEN,
                        "The dead letter was about somebody who was forgotten",
                        "Discard it: polder deadletters discard " + port.address());
            }
            return found.value().decrypt(Arrays.copyOfRange(sealed, Sealed.SUBJECT_HEADER, sealed.length), place);
        } catch (GeneralSecurityException e) {
            throw new PolderException(
                    Code.RECORD_UNREADABLE,
                    "A dead letter of " + port + " cannot be decrypted: it was changed, or its key is gone",
                    "Restore the keys of the domain, or discard the letter",
                    e);
        }
    }

    private byte[] openWithDomain(DomainName domain, byte[] sealed, byte[] place) throws GeneralSecurityException {
        try {
            return ring.of(domain).value().decrypt(sealed, place);
        } catch (GeneralSecurityException e) {
            ring.refresh(domain);
            return ring.of(domain).value().decrypt(sealed, place);
        }
    }

    /** A key, and what kind of subject it is of. */
    record NamedKey(String name, SubjectKey key) {}

    /** The key with an id, whatever kind of subject it is of; a gone one for {@link Sealed#NOBODY}. */
    Optional<SubjectKey> key(DomainName domain, long id) {
        return Optional.ofNullable(keys(domain, List.of(id)).get(id)).map(NamedKey::key);
    }

    /** The same for many, with one statement, as they are in the database now. */
    Map<Long, NamedKey> keys(DomainName domain, Collection<Long> ids) {
        Map<Long, NamedKey> keys = new HashMap<>();
        keys.put(Sealed.NOBODY, new NamedKey("nobody", SubjectKey.NOBODY));
        database.useHandle(handle -> handle.createQuery("""
                        select id, name, token, wrapped from privacy_subject_key
                        where id = any(:ids) and domain = :domain
                        """)
                .bindArray("ids", Long.class, List.copyOf(ids))
                .bind("domain", domain.toString())
                .map((row, context) -> keys.put(
                        row.getLong("id"),
                        new NamedKey(
                                row.getString("name"),
                                subjects(domain, row.getString("name"))
                                        .key(row.getLong("id"), row.getBytes("token"), row.getBytes("wrapped")))))
                .list());
        return keys;
    }

    /** The columns of a port that hold ciphertext, for queries that may read them. */
    public List<SealedColumn> sealed(PortId port, SchemaObject schema) {
        Schema opened = IcebergSchemas.opened(schema);
        return schema.properties().stream()
                .filter(property -> property.encryption().isPresent())
                .map(property -> new SealedColumn(
                        property.name(),
                        opened.findType(property.name()),
                        schema.subject().map(Subject::column),
                        opener(port, schema, property)))
                .toList();
    }

    private ColumnOpener opener(PortId port, SchemaObject schema, Property column) {
        DomainName domain = port.address().domain();
        return new ColumnOpener(
                port, schema, column, () -> ring.of(domain), () -> ring.refresh(domain), subjects(domain, schema));
    }

    /** Drops the keys of subjects that this server remembers. */
    void forgotten() {
        subjects.values().forEach(Subjects::clear);
    }

    /** The same, remembering nothing; reads the files of those domains only that it is asked about. There is nothing to close. */
    Privacy afresh() {
        return new Privacy(ring.afresh(), database, clock);
    }

    KeyRing ring() {
        return ring;
    }

    Subjects subjects(DomainName domain, String name) {
        return subjects.computeIfAbsent(
                new Kind(domain, name), kind -> new Subjects(kind.domain(), kind.name(), ring, database, clock));
    }

    private Optional<Subjects> subjects(DomainName domain, SchemaObject schema) {
        return schema.subject().map(Subject::name).map(name -> subjects(domain, name));
    }
}
