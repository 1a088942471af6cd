package dev.polder.server.privacy;

import com.google.crypto.tink.Aead;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.embedded.SecretFile;
import dev.polder.server.http.Json;
import dev.polder.server.privacy.DomainKeys.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of all domains, each in a file of its own that is made when the domain's first record is to be encrypted. The database
 * remembers which domains have keys, so that keys that are gone are never silently replaced. Thread-safe.
 */
final class KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final int SALT_BYTES = 16;

    private final Path directory;
    private final Wrapper wrapper;
    private final Database database;
    private final Clock clock;
    private final Map<DomainName, Loaded> loaded = new ConcurrentHashMap<>();

    /** @param changed when the file was, as it was read */
    private record Loaded(DomainKeys keys, FileTime changed) {}

    /** A file of keys. */
    private record KeysetFile(String domain, String wrappedBy, String salt, Map<String, String> keysets) {}

    KeyRing(PrivacyConfig config, Database database, Clock clock) {
        this.directory = config.keys();
        this.wrapper = new Wrapper(config.wrapping());
        this.database = database;
        this.clock = clock;
    }

    /** @throws PolderException KEYS_MISSING when a domain has encrypted data and its keys are not there */
    void check() {
        domains().forEach(this::of);
    }

    /** The domains that have keys. */
    List<DomainName> domains() {
        return database.withHandle(handle -> handle.createQuery("select domain from privacy_keyset order by domain")
                .mapTo(String.class)
                .map(DomainName::new)
                .list());
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

    /** Takes up what another server, or this one, has written since. */
    void refresh() {
        loaded.forEach((domain, known) -> {
            try {
                if (!Files.getLastModifiedTime(file(domain)).equals(known.changed())) {
                    loaded.put(domain, load(domain));
                }
            } catch (IOException e) {
                LOG.error("A file of keys has gone; the server goes on with what it has read domain={}", domain);
            }
        });
    }

    /** New keys are used from now on; the old ones still open what they have closed. */
    synchronized DomainKeys rotate(DomainName domain) {
        return replace(domain, DomainKeys::rotated);
    }

    /** Forgets all keys of a purpose but the one that is used. */
    synchronized DomainKeys dropOld(DomainName domain, Purpose purpose) {
        return replace(domain, keys -> keys.onlyPrimary(purpose));
    }

    private interface Change {
        DomainKeys of(DomainKeys keys) throws GeneralSecurityException;
    }

    private DomainKeys replace(DomainName domain, Change change) {
        try {
            DomainKeys keys = change.of(load(domain).keys());
            loaded.put(domain, save(keys));
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys cannot be changed", e);
        }
    }

    private Path file(DomainName domain) {
        return directory.resolve(domain + ".json");
    }

    private Loaded loadOrCreate(DomainName domain) {
        boolean known = database.withHandle(handle -> tokenKey(handle, domain)).isPresent();
        if (known || Files.exists(file(domain))) {
            Loaded found = load(domain);
            database.useTransaction(handle -> remember(handle, found.keys()));
            return found;
        }
        return database.inTransaction(handle -> {
            boolean first = domains().isEmpty();
            DomainKeys keys = fresh(domain);
            // Before the file: of two servers that begin at once one fails here, and has written nothing.
            remember(handle, keys);
            wrapper.create(first);
            Loaded made = save(keys);
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

    private void remember(Handle handle, DomainKeys keys) {
        long id = keys.ids(Purpose.TOKEN).get(0);
        handle.createUpdate("""
                        insert into privacy_keyset (domain, token_key, created_at) values (:domain, :id, :at)
                        on conflict (domain) do nothing
                        """)
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

    private Loaded load(DomainName domain) {
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
            FileTime changed = Files.getLastModifiedTime(file);
            KeysetFile read = Json.parse(Files.readString(file), KeysetFile.class);
            if (!read.wrappedBy().equals(wrapper.kind())) {
                throw new PolderException(
                        Code.KEYS_MISSING,
                        "The keys in " + file + " are wrapped by " + read.wrappedBy() + ", not by " + wrapper.kind(),
                        "Configure privacy as it was when they were made");
            }
            Aead wrapping = wrapper.open(Base64.getDecoder().decode(read.salt()));
            return new Loaded(DomainKeys.unwrap(domain, read.keysets(), wrapping), changed);
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

    private Loaded save(DomainKeys keys) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Path file = file(keys.domain());
        try {
            KeysetFile written = new KeysetFile(
                    keys.domain().toString(),
                    wrapper.kind(),
                    Base64.getEncoder().encodeToString(salt),
                    keys.wrapped(wrapper.open(salt)));
            SecretFile.write(file, Json.mapper().writeValueAsString(written) + "\n");
            return new Loaded(keys, Files.getLastModifiedTime(file));
        } catch (IOException e) {
            throw Wrapper.unreadable(file, "cannot be written", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys cannot be wrapped", e);
        }
    }
}
