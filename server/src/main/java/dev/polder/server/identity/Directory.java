package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import dev.polder.core.mesh.MeshModel;
import dev.polder.server.config.ProviderTerms;
import dev.polder.server.database.Fresh;
import dev.polder.server.database.Poller;
import dev.polder.server.http.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Everybody who is known, in memory. What another server changed is seen here within {@link #STALE}: whoever asks later than that
 * after the last look waits for the database, and when that does not answer nobody is known. Safe for many threads.
 */
final class Directory implements Principals, AutoCloseable {
    /** How long nobody looks whether something has changed. */
    static final Duration STALE = Duration.ofMillis(800);

    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Whoever shows tokens that nobody has makes us look no more often. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final PostgresIdentityStore store;
    private final Supplier<MeshModel> mesh;
    private final ProviderTerms terms;
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Fresh<Snapshot> known = new Fresh<>(STALE, this::seen, () -> listeners.forEach(Runnable::run));
    private final List<Consumer<Snapshot>> followers = new CopyOnWriteArrayList<>();
    private final Poller poller = new Poller("identities", INTERVAL, this::poll);

    /** @param mesh as it is now; the same object as long as it has not changed */
    Directory(PostgresIdentityStore store, Supplier<MeshModel> mesh, ProviderTerms terms, Clock clock) {
        this.store = store;
        this.mesh = mesh;
        this.terms = terms;
        this.clock = clock;
    }

    /** Called after a change has been seen, on this server's threads; perhaps for nothing. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Called after every look that this server takes by itself. */
    void onLook(Consumer<Snapshot> follower) {
        followers.add(follower);
    }

    private void poll() {
        Snapshot seen = known.look();
        followers.forEach(follower -> follower.accept(seen));
    }

    void start() {
        poller.start();
    }

    @Override
    public void close() {
        poller.close();
    }

    /** What is known without waiting; empty when it may be out of date. */
    Optional<Snapshot> atHand() {
        return known.atHand().filter(snapshot -> snapshot.isTrueAt(clock.instant()));
    }

    /** What is known when that is looked for anew, for what another server may have made a moment ago. */
    Snapshot anew() {
        return lasting(known.within(PAUSE));
    }

    /** What is known now, perhaps from the database. */
    Snapshot now() {
        return lasting(known.now());
    }

    private Snapshot lasting(Snapshot snapshot) {
        return snapshot.isTrueAt(clock.instant()) ? snapshot : known.look();
    }

    @Override
    public Optional<Principal> find(String name) {
        return name.equals(Tokens.ADMIN.name()) ? Optional.of(Tokens.ADMIN) : now().principal(name);
    }

    @Override
    public List<Principal> all() {
        return now().principals();
    }

    /** Asks the database for what may have changed; to be called after every change on this server. */
    Snapshot look() {
        return known.look();
    }

    private Snapshot seen(Optional<Snapshot> last) {
        MeshModel model = mesh.get();
        Instant now = clock.instant();
        Optional<Snapshot> same = last.filter(snapshot -> snapshot.generation() == store.generation());
        if (same.isEmpty()) {
            return new Snapshot(store.load(), new DomainTeams(model), terms, now);
        }
        DomainTeams domains = same.get().domains().isOf(model) ? same.get().domains() : new DomainTeams(model);
        boolean stays = domains == same.get().domains() && same.get().isTrueAt(now);
        return stays ? same.get() : same.get().in(domains, now);
    }
}
