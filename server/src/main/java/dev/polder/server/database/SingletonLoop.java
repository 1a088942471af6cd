package dev.polder.server.database;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one thing again and again, on one server at a time: the one that holds the lock. */
public final class SingletonLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SingletonLoop.class);
    private static final Duration MAX_PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Database database;
    private final Lock lock;
    private final Runnable pass;
    private final Runnable elsewhere;
    private final Poller poller;
    private Optional<Handle> session = Optional.empty();

    /**
     * @param lock that nothing else takes
     * @param pass may be cut off anywhere and repeated
     * @param interval from the end of a pass to the next one's start
     */
    public SingletonLoop(Database database, Lock lock, Runnable pass, Duration interval) {
        this(database, lock, pass, () -> {}, interval);
    }

    /** @param elsewhere what a server does instead of a pass as long as another one holds the lock */
    public SingletonLoop(Database database, Lock lock, Runnable pass, Runnable elsewhere, Duration interval) {
        this.database = database;
        this.lock = lock;
        this.pass = pass;
        this.elsewhere = elsewhere;
        this.poller = new Poller(name(), interval, MAX_PAUSE_AFTER_FAILURE, this::passIfHeld);
    }

    public void start() {
        poller.start();
    }

    /** Asks for a pass now. */
    public void trigger() {
        poller.soon();
    }

    /** Ends after the step that is under way. */
    @Override
    public void close() {
        poller.close();
        if (poller.hasEnded()) {
            releaseLock();
        }
    }

    private void passIfHeld() {
        if (holdsLock()) {
            pass.run();
        } else {
            elsewhere.run();
        }
    }

    private String name() {
        return lock.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The lock lives in a connection of its own and is lost with it. */
    private boolean holdsLock() {
        if (session.isPresent()) {
            try {
                session.get().execute("select 1");
                return true;
            } catch (RuntimeException e) {
                closeSession();
            }
        }
        Handle handle = database.open();
        try {
            if (lock.tryHold(handle)) {
                session = Optional.of(handle);
                LOG.info("This server does it from now on task={}", name());
            } else {
                close(handle);
            }
        } catch (RuntimeException | Error e) {
            // The database may have given it all the same, to a connection that lives on.
            release(handle);
            throw e;
        }
        return session.isPresent();
    }

    private void releaseLock() {
        session.ifPresent(this::release);
        session = Optional.empty();
    }

    private void release(Handle handle) {
        try {
            lock.release(handle);
        } catch (RuntimeException e) {
            LOG.debug("The lock goes with its connection", e);
        }
        close(handle);
    }

    private void closeSession() {
        session.ifPresent(SingletonLoop::close);
        session = Optional.empty();
    }

    private static void close(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            LOG.debug("A lost connection cannot be closed", e);
        }
    }
}
