package dev.polder.server.database;

import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again on a thread of its own, and at once when told. What a look throws is logged when it begins and when it is over,
 * and the next look is made in any case. Never two looks at the same time.
 */
public final class Poller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final int LONGEST_FACTOR = 10;
    /** How long a look that is under way may go on after the end; then it is interrupted, and waited for again. */
    private static final Duration ENDING = Duration.ofSeconds(1);

    private static final Duration INTERRUPTED = Duration.ofSeconds(9);

    private final Runnable look;
    private final Duration interval;
    private final Duration longestPause;
    private final Semaphore told = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private int failures;
    private String problem = "";

    /**
     * @param name of what is looked at, for threads and logs
     * @param interval from the end of a look to the next one's start
     */
    public Poller(String name, Duration interval, Runnable look) {
        this(name, interval, interval, look);
    }

    /** @param longestPause after failures: each that follows another makes the pause longer by one interval, up to this */
    public Poller(String name, Duration interval, Duration longestPause, Runnable look) {
        this.look = look;
        this.interval = interval;
        this.longestPause = longestPause;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins with a look. */
    public void start() {
        thread.start();
    }

    /** Asks for a look that begins after now; returns at once. Told often is told once. */
    public void soon() {
        told.release();
    }

    /** Waits for the look that is under way, and interrupts it when it takes long. There is none afterwards. */
    @Override
    public void close() {
        closed = true;
        soon();
        try {
            thread.join(ENDING.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(INTERRUPTED.toMillis());
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there surely is no look any more. */
    boolean hasEnded() {
        return !thread.isAlive();
    }

    private void run() {
        while (!closed) {
            // What was told before the look is seen by it.
            told.drainPermits();
            guardedLook();
            pause();
        }
    }

    private void guardedLook() {
        try {
            look.run();
            if (failures > 0) {
                LOG.info("It can be looked at again what={}", thread.getName());
            }
            failures = 0;
            problem = "";
        } catch (RuntimeException | Error e) {
            // Thrown out of here, it would end the thread, and nobody would look any more.
            failures++;
            if (!closed) {
                tell(e);
            }
        }
    }

    private void tell(Throwable failure) {
        String now = String.valueOf(failure);
        if (now.equals(problem)) {
            return;
        }
        problem = now;
        if (failure instanceof PolderException) {
            LOG.warn("It cannot be looked at now what={} problem={}", thread.getName(), failure.getMessage());
        } else {
            LOG.error("A look failed what={}", thread.getName(), failure);
        }
    }

    private void pause() {
        Duration pause = interval.multipliedBy(Math.min(failures + 1, LONGEST_FACTOR));
        if (failures == 0 || pause.compareTo(longestPause) > 0) {
            pause = failures == 0 ? interval : longestPause;
        }
        try {
            if (!closed && told.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.trace("Told to look what={}", thread.getName());
            }
        } catch (InterruptedException e) {
            // Only close() interrupts, and the loop sees that.
        }
    }
}
