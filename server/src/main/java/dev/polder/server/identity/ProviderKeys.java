package dev.polder.server.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a provider publishes: fetched when they are first needed, and again when they are old or a token names one that is not
 * there. Whoever makes names of keys up has them fetched once in {@link #PAUSE} and keeps nobody waiting: until then a key that is
 * not there is a key that nobody has. Safe for many threads.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
    /** After this they are fetched again. */
    static final Duration KEPT = Duration.ofMinutes(15);
    /** As long as the provider does not answer. */
    static final Duration KEPT_WITHOUT_ANSWER = Duration.ofHours(1);

    static final Duration PAUSE = Duration.ofSeconds(5);

    /** Asks the provider. */
    interface Fetch {
        JWKSet keys() throws IOException;
    }

    private record Fetched(JWKSet keys, long nanos) {}

    private record Failure(KeySourceException cause, long nanos) {}

    private final Fetch fetch;
    private final LongSupplier nanos;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Optional<Fetched> fetched = Optional.empty();
    /** When keys that were there were last fetched again, or tried to be. */
    private volatile Optional<Long> renewedAt = Optional.empty();
    /** Guarded by the lock. */
    private Optional<Failure> failure = Optional.empty();

    ProviderKeys(Fetch fetch, LongSupplier nanos) {
        this.fetch = fetch;
        this.nanos = nanos;
    }

    /** @throws KeySourceException when there are no keys at all and the provider gives none */
    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        Optional<Fetched> present = present();
        if (present.isEmpty()) {
            return selector.select(first());
        }
        List<JWK> found = selector.select(present.get().keys());
        boolean renews = found.isEmpty() || !isYounger(present.get().nanos(), KEPT);
        return renews ? selector.select(renewed(present.get())) : found;
    }

    private Optional<Fetched> present() {
        return fetched.filter(keys -> isYounger(keys.nanos(), KEPT_WITHOUT_ANSWER));
    }

    private JWKSet first() throws KeySourceException {
        fetching.lock();
        try {
            Optional<Fetched> present = present();
            if (present.isPresent()) {
                return present.get().keys();
            }
            // Whoever waited behind one that waited for nothing need not wait for the same.
            if (failure.isPresent() && isYounger(failure.get().nanos(), PAUSE)) {
                throw failure.get().cause();
            }
            return fetch();
        } catch (IOException | PolderException e) {
            KeySourceException cause = new KeySourceException("The provider gives no keys", e);
            failure = Optional.of(new Failure(cause, nanos.getAsLong()));
            throw cause;
        } finally {
            fetching.unlock();
        }
    }

    private JWKSet renewed(Fetched present) {
        boolean tooSoon = renewedAt.filter(at -> isYounger(at, PAUSE)).isPresent();
        // One asks; the others go on with what there is.
        if (tooSoon || !fetching.tryLock()) {
            return present.keys();
        }
        try {
            renewedAt = Optional.of(nanos.getAsLong());
            return fetch();
        } catch (IOException | PolderException e) {
            LOG.warn("The provider's keys cannot be fetched again problem={}", e.getMessage());
            return present.keys();
        } finally {
            fetching.unlock();
        }
    }

    private JWKSet fetch() throws IOException {
        JWKSet keys = fetch.keys();
        fetched = Optional.of(new Fetched(keys, nanos.getAsLong()));
        return keys;
    }

    private boolean isYounger(long at, Duration age) {
        return nanos.getAsLong() - at < age.toNanos();
    }
}
