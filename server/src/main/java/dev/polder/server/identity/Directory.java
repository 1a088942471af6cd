package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import dev.polder.core.mesh.MeshModel;
import dev.polder.server.http.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who is known, in memory. What another server changed is seen here within {@link #STALE}: whoever asks later than that
 * after the last look waits for the database, and when that does not answer nobody is known. Safe for many threads.
 */
final class Directory implements Principals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
    /** How long nobody looks whether something has changed. */
    static final Duration STALE = Duration.ofMillis(800);

    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Whoever shows tokens that nobody has makes us look no more often. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private record Look(Snapshot snapshot, long nanos) {
        boolean isYoungerThan(Duration age) {
            return System.nanoTime() - nanos < age.toNanos();
        }
    }

    private final PostgresIdentityStore store;
    private final Supplier<MeshModel> mesh;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "identities");
        made.setDaemon(true);
        return made;
    });
    private volatile Optional<Look> last = Optional.empty();
    private boolean failing;

    /** @param mesh as it is now; the same object as long as it has not changed */
    Directory(PostgresIdentityStore store, Supplier<MeshModel> mesh) {
        this.store = store;
        this.mesh = mesh;
    }

    /** Called after a change has been seen, on this server's threads; perhaps for nothing. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    void start() {
        thread.scheduleWithFixedDelay(this::lookQuietly, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is known without waiting; empty when it may be out of date. */
    Optional<Snapshot> atHand() {
        Optional<Look> look = last;
        return look.filter(seen -> seen.isYoungerThan(STALE)).map(Look::snapshot);
    }

    /** What is known when that is looked for anew, for what another server may have made a moment ago. */
    synchronized Snapshot anew() {
        Optional<Look> look = last;
        return look.filter(seen -> seen.isYoungerThan(PAUSE))
                .map(Look::snapshot)
                .orElseGet(this::look);
    }

    /** What is known now, perhaps from the database. */
    Snapshot now() {
        return atHand().orElseGet(this::lookIfStale);
    }

    @Override
    public Optional<Principal> find(String name) {
        return name.equals(Tokens.ADMIN.name()) ? Optional.of(Tokens.ADMIN) : now().principal(name);
    }

    @Override
    public List<Principal> all() {
        return now().principals();
    }

    private synchronized Snapshot lookIfStale() {
        return atHand().orElseGet(this::look);
    }

    /** Asks the database for what may have changed; to be called after every change on this server. */
    synchronized Snapshot look() {
        // Taken first: what is changed while the database is asked is younger than this look.
        long nanos = System.nanoTime();
        MeshModel model = mesh.get();
        Optional<Snapshot> known = last.map(Look::snapshot);
        Snapshot seen = known.filter(snapshot -> snapshot.generation() == store.generation())
                .map(snapshot -> snapshot.domains().isOf(model) ? snapshot : snapshot.in(new DomainTeams(model)))
                .orElseGet(() -> new Snapshot(store.load(), new DomainTeams(model)));
        last = Optional.of(new Look(seen, nanos));
        if (known.isPresent() && known.get() != seen) {
            listeners.forEach(Runnable::run);
        }
        return seen;
    }

    /** Thrown out of here, a failure would end the schedule. */
    private void lookQuietly() {
        try {
            look();
            if (failing) {
                failing = false;
                LOG.info("Users and tokens can be read again");
            }
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("Users and tokens cannot be read now problem={}", e.getMessage());
            }
            failing = true;
        }
    }
}
