package dev.polder.server.privacy;

import com.google.crypto.tink.Aead;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.embedded.SecretFile;
import dev.polder.server.http.Json;
import dev.polder.server.privacy.DomainKeys.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of all domains, each in a file of its own that is made when the domain's first record is to be encrypted. The database
 * remembers which domains have keys and how often they have changed, so that keys that are gone are never silently replaced, and no server of
 * the mesh writes with keys that another has replaced. Thread-safe.
 */
final class KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final int SALT_BYTES = 16;

    private final Path directory;
    private final Wrapper wrapper;
    private final Database database;
    private final Clock clock;
    private final Map<DomainName, Loaded> loaded = new ConcurrentHashMap<>();
    private final Set<DomainName> lost = ConcurrentHashMap.newKeySet();

    /**
     * @param epoch how often the keys had changed when the file was written
     * @param stamp of the file as it was read
     */
    private record Loaded(DomainKeys keys, long epoch, Stamp stamp) {}

    /** A file is replaced and never written over: another one has another key, or at least another time. */
    private record Stamp(FileTime changed, Optional<String> key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(),
                    Optional.ofNullable(attributes.fileKey()).map(Object::toString));
        }
    }

    /** A file of keys. */
    private record KeysetFile(
            String domain, Optional<Long> epoch, String wrappedBy, String salt, Map<String, String> keysets) {}

    KeyRing(PrivacyConfig config, Database database, Clock clock) {
        this(config.keys(), new Wrapper(config.wrapping()), database, clock);
    }

    private KeyRing(Path directory, Wrapper wrapper, Database database, Clock clock) {
        this.directory = directory;
        this.wrapper = wrapper;
        this.database = database;
        this.clock = clock;
    }

    /** The same, with nothing read yet. */
    KeyRing afresh() {
        return new KeyRing(directory, wrapper, database, clock);
    }

    /** @throws PolderException KEYS_MISSING when a domain has encrypted data and its keys are not there */
    void check() {
        domains().forEach(this::of);
    }

    /** The domains that have keys. */
    List<DomainName> domains() {
        return database.withHandle(KeyRing::domains);
    }

    private static List<DomainName> domains(Handle handle) {
        return handle.createQuery("select domain from privacy_keyset order by domain")
                .mapTo(String.class)
                .map(DomainName::new)
                .list();
    }

    /** The keys of a domain; made if it has none yet. */
    DomainKeys of(DomainName domain) {
        Loaded known = loaded.get(domain);
        if (known != null) {
            return known.keys();
        }
        synchronized (this) {
            return loaded.computeIfAbsent(domain, this::loadOrCreate).keys();
        }
    }

    /** The keys of a domain if it has any. */
    Optional<DomainKeys> find(DomainName domain) {
        return domains().contains(domain) ? Optional.of(of(domain)) : Optional.empty();
    }

    /**
     * The keys of a domain that the whole mesh encrypts with. They stay these until the transaction ends: whoever changes them waits for it.
     */
    DomainKeys at(Handle transaction, DomainName domain) {
        of(domain);
        Lock.KEYS.acquireShared(transaction, domain.toString());
        long epoch = epoch(transaction, domain);
        Loaded known = loaded.get(domain);
        return (known.epoch() >= epoch ? known : takeUp(domain, load(domain, epoch))).keys();
    }

    /** Takes up what another server, or this one, has written since. */
    void refresh() {
        loaded.forEach((domain, known) -> {
            try {
                if (!Stamp.of(file(domain)).equals(known.stamp())) {
                    takeUp(domain, load(domain, database.withHandle(handle -> epoch(handle, domain))));
                }
                lost.remove(domain);
            } catch (IOException | PolderException e) {
                if (lost.add(domain)) {
                    LOG.error("Keys cannot be read; the server goes on with what it has read domain={}", domain, e);
                }
            }
        });
    }

    /** What was read before somebody else's change must not come back after it. */
    private Loaded takeUp(DomainName domain, Loaded read) {
        return loaded.merge(domain, read, (known, other) -> other.epoch() >= known.epoch() ? other : known);
    }

    /**
     * Takes up what has been written since, for somebody for whom the keys that were read are not enough.
     *
     * @throws PolderException UNAVAILABLE when there is something that cannot be read now
     */
    void refresh(DomainName domain) {
        refresh();
        if (lost.contains(domain)) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "The keys of the domain " + domain + " have changed, and this server cannot read them: "
                            + file(domain),
                    "See the server's log for why; until then it reads only what the keys before have encrypted");
        }
    }

    /** New keys are used from now on; the old ones still open what they have closed. */
    DomainKeys rotate(DomainName domain) {
        return replace(domain, (handle, keys) -> keys.rotated());
    }

    /**
     * Forgets keys of a purpose, but never the one that is used.
     *
     * @param unused says of a key's id whether nothing needs it any more, within a transaction in which nobody encrypts with the domain's keys
     */
    DomainKeys drop(DomainName domain, Purpose purpose, BiPredicate<Handle, Integer> unused) {
        return replace(domain, (handle, keys) -> {
            Set<Integer> gone = keys.ids(purpose).stream()
                    .skip(1)
                    .filter(id -> unused.test(handle, id))
                    .collect(Collectors.toSet());
            if (!gone.isEmpty()) {
                keep(domain);
            }
            return keys.without(purpose, gone);
        });
    }

    /** Another database, such as a copy of this one, may be using the file, and need what goes. */
    private void keep(DomainName domain) {
        Path before = directory.resolve(domain + ".json.before");
        try {
            SecretFile.write(before, Files.readAllBytes(file(domain)));
        } catch (IOException e) {
            throw Wrapper.unreadable(before, "cannot be written", e);
        }
        LOG.warn(
                "A key is dropped; the keys with it are kept until the file is removed domain={} file={}",
                domain,
                before);
    }

    private interface Change {
        DomainKeys of(Handle transaction, DomainKeys keys) throws GeneralSecurityException;
    }

    /**
     * The file first, then the database: a server that stops between them leaves keys that are newer than the database says, which do no harm.
     */
    private DomainKeys replace(DomainName domain, Change change) {
        Loaded saved = database.inDurableTransaction(handle -> {
            Lock.KEYS.acquire(handle, domain.toString());
            Loaded now = load(domain, epoch(handle, domain));
            try {
                Loaded written = save(change.of(handle, now.keys()), now.epoch() + 1);
                handle.createUpdate("update privacy_keyset set epoch = :epoch where domain = :domain")
                        .bind("epoch", written.epoch())
                        .bind("domain", domain.toString())
                        .execute();
                return written;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("keys cannot be changed", e);
            }
        });
        return takeUp(domain, saved).keys();
    }

    private Path file(DomainName domain) {
        return directory.resolve(domain + ".json");
    }

    private Loaded loadOrCreate(DomainName domain) {
        return database.inDurableTransaction(handle -> {
            // One server after the other: the first makes keys, and the next ones find them.
            Lock.KEYS.acquire(handle);
            if (tokenKey(handle, domain).isPresent() || Files.exists(file(domain))) {
                Loaded found = load(domain, epoch(handle, domain));
                remember(handle, found);
                return found;
            }
            wrapper.create(domains(handle).isEmpty());
            Loaded made = create(fresh(domain));
            remember(handle, made);
            LOG.info("Made keys for a domain domain={} file={}", domain, file(domain));
            return made;
        });
    }

    private static DomainKeys fresh(DomainName domain) {
        try {
            return DomainKeys.create(domain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys cannot be made", e);
        }
    }

    private static Optional<Long> tokenKey(Handle handle, DomainName domain) {
        return handle.createQuery("select token_key from privacy_keyset where domain = :domain")
                .bind("domain", domain.toString())
                .mapTo(Long.class)
                .findOne();
    }

    /** How often the keys of a domain have changed. */
    private static long epoch(Handle handle, DomainName domain) {
        return handle.createQuery("select epoch from privacy_keyset where domain = :domain")
                .bind("domain", domain.toString())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private void remember(Handle handle, Loaded made) {
        DomainKeys keys = made.keys();
        long id = keys.ids(Purpose.TOKEN).get(0);
        handle.createUpdate("""
                        insert into privacy_keyset (domain, token_key, epoch, created_at) values (:domain, :id, :epoch, :at)
                        on conflict (domain) do nothing
                        """)
                .bind("epoch", made.epoch())
                .bind("domain", keys.domain().toString())
                .bind("id", id)
                .bind("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .execute();
        if (!tokenKey(handle, keys.domain()).equals(Optional.of(id))) {
            throw new PolderException(
                    Code.KEYS_MISSING,
                    "The keys of the domain " + keys.domain() + " in " + directory + " are not those that its data is"
                            + " encrypted with",
                    "Restore " + file(keys.domain()) + "; servers of one mesh need the same privacy.keys directory");
        }
    }

    /** @param epoch how often the keys have changed, as the database said before */
    private Loaded load(DomainName domain, long epoch) {
        Path file = file(domain);
        if (!Files.exists(file)) {
            throw new PolderException(
                    Code.KEYS_MISSING,
                    "The domain " + domain + " has encrypted data, but its keys are not there: " + file,
                    "Restore the file from where it is kept; without it nothing of that data can be read. Nothing was"
                            + " overwritten");
        }
        Wrapper.checkPermissions(file);
        try {
            Stamp stamp = Stamp.of(file);
            KeysetFile read = Json.parse(Files.readString(file), KeysetFile.class);
            if (!read.wrappedBy().equals(wrapper.kind())) {
                throw new PolderException(
                        Code.KEYS_MISSING,
                        "The keys in " + file + " are wrapped by " + read.wrappedBy() + ", not by " + wrapper.kind(),
                        "Configure privacy as it was when they were made");
            }
            long written = read.epoch().orElse(0L);
            if (written < epoch) {
                throw new PolderException(
                        Code.KEYS_MISSING,
                        "The keys in " + file + " are older than those that the data of " + domain
                                + " is encrypted with:" + " they were rotated since",
                        "Restore the file as it was after the last polder keys rotate");
            }
            Aead wrapping = wrapper.open(Base64.getDecoder().decode(read.salt()));
            return new Loaded(DomainKeys.unwrap(domain, read.keysets(), wrapping), written, stamp);
        } catch (IOException e) {
            throw Wrapper.unreadable(file, "cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new PolderException(
                    Code.KEYS_MISSING,
                    "The keys in " + file + " cannot be unwrapped: they or what they are wrapped with have changed",
                    "Restore the file, and the key file, passphrase or KMS key that wrapped it",
                    e);
        }
    }

    private Loaded create(DomainKeys keys) {
        Path file = file(keys.domain());
        try {
            // Servers of another database may use the same directory: then theirs count, and are compared.
            return SecretFile.create(file, content(keys, 0))
                    ? new Loaded(keys, 0, Stamp.of(file))
                    : load(keys.domain(), 0);
        } catch (IOException e) {
            throw Wrapper.unreadable(file, "cannot be written", e);
        }
    }

    private Loaded save(DomainKeys keys, long epoch) {
        Path file = file(keys.domain());
        try {
            SecretFile.write(file, content(keys, epoch));
            return new Loaded(keys, epoch, Stamp.of(file));
        } catch (IOException e) {
            throw Wrapper.unreadable(file, "cannot be written", e);
        }
    }

    private byte[] content(DomainKeys keys, long epoch) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        try {
            KeysetFile written = new KeysetFile(
                    keys.domain().toString(),
                    Optional.of(epoch),
                    wrapper.kind(),
                    Base64.getEncoder().encodeToString(salt),
                    keys.wrapped(wrapper.open(salt)));
            return (Json.mapper().writeValueAsString(written) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys cannot be wrapped", e);
        }
    }
}
