package dev.polder.server.access;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.ReadQuestion;
import dev.polder.server.database.Database;
import dev.polder.server.database.Poller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's one decider, and who wants to know when decisions may be others than before. Whoever keeps something because of a
 * decision — a running query, an ACL, an answer — listens here and asks again; whoever changes what decisions look at calls {@link
 * #changed}. Safe for many threads.
 */
public final class Decisions implements Decider, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);
    /** Of looking for what other servers changed, and for grants that begin or end by themselves. */
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Grants grants;
    private final Decider decider;
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Poller poller = new Poller("decisions", INTERVAL, this::look);
    private final AtomicBoolean changed = new AtomicBoolean();
    private long generation;
    private Instant lookedAt;

    /** @param decider made of the grants that decisions are made by */
    public Decisions(Database database, Clock clock, Function<Grants, Decider> decider) {
        this.grants = new Grants(database, clock);
        this.decider = decider.apply(grants);
        this.clock = clock;
        this.lookedAt = clock.instant();
    }

    /** The grants that decisions are made by. */
    public Grants grants() {
        return grants;
    }

    @Override
    public Decision decide(ReadQuestion question) {
        return decider.decide(question);
    }

    /**
     * Called soon after anything that decisions look at has changed, on this server at once and for other servers' changes and grants
     * that begin or end within a second; perhaps for nothing, and never twice at the same time. It should not wait for others.
     */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** To be called after grants were changed on this server: they count when this returns. */
    void grantsChanged() {
        try {
            grants.look();
        } catch (RuntimeException e) {
            // They are changed; whoever is asked for them before they can be read again gets nothing.
            LOG.warn("The grants cannot be read now problem={}", e.getMessage());
        }
        changed();
    }

    /** To be called after something that decisions look at was changed on this server; returns at once. */
    public void changed() {
        changed.set(true);
        poller.soon();
    }

    public void start() {
        poller.start();
    }

    @Override
    public void close() {
        poller.close();
    }

    private void look() {
        grants.look();
        Instant now = clock.instant();
        boolean turned =
                grants.nextTurn(lookedAt).filter(turn -> !turn.isAfter(now)).isPresent();
        lookedAt = now;
        if (changed.getAndSet(false) || turned || grants.generation() != generation) {
            generation = grants.generation();
            tell();
        }
    }

    private void tell() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("Somebody could not follow a change of decisions", e);
            }
        }
    }
}
