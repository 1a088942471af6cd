package dev.polder.server.embedded;

import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child and the thread that keeps it running: starts it, waits until it is ready, starts it again when it ends, with
 * growing pauses, until it is told to stop.
 */
final class SupervisedChild {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedChild.class);
    private static final Duration READY_PAUSE = Duration.ofMillis(50);

    private final Child child;
    private final RotatingLog log;
    private final Backoff backoff;
    private final Clock clock;
    private final Runnable changed;
    private final Thread thread;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private volatile Snapshot snapshot;

    /**
     * The state with the process that it belongs to.
     *
     * @param process empty when none runs
     */
    record Snapshot(ChildState state, Optional<ChildProcess> process) {}

    /** @param changed called after every change of state, by the child's thread */
    SupervisedChild(Child child, RotatingLog log, Backoff backoff, Clock clock, Runnable changed) {
        this.child = child;
        this.log = log;
        this.backoff = backoff;
        this.clock = clock;
        this.changed = changed;
        this.snapshot = new Snapshot(new ChildState.Stopped(clock.instant(), 0), Optional.empty());
        this.thread = new Thread(this::run, "child-" + child.name());
        this.thread.setDaemon(true);
    }

    String name() {
        return child.name();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Begins; returns at once. */
    void start() {
        thread.start();
    }

    /** Asks for the end and waits until the process is gone. Safe to call twice. */
    void stop() throws InterruptedException {
        askToStop();
        thread.join();
    }

    void askToStop() {
        stopAsked.countDown();
        thread.interrupt();
    }

    private void run() {
        ChildState.Starting starting = new ChildState.Stopped(clock.instant(), 0).starting(clock.instant());
        while (true) {
            Optional<ChildState.BackingOff> failed = live(starting);
            if (failed.isEmpty()) {
                break;
            }
            move(failed.get(), Optional.empty());
            LOG.warn(
                    "A part ended name={} restarts={} again-in={} reason={}",
                    child.name(),
                    failed.get().restarts(),
                    failed.get().delay(),
                    failed.get().cause());
            if (isStopAskedWithin(failed.get().delay())) {
                move(failed.get().stopped(clock.instant()), Optional.empty());
                break;
            }
            starting = failed.get().starting(clock.instant());
        }
        child.release();
    }

    /** One life of the process; empty when it ended because it was told to. */
    private Optional<ChildState.BackingOff> live(ChildState.Starting starting) {
        move(starting, Optional.empty());
        Optional<ChildProcess> process = Optional.empty();
        try {
            child.prepare();
            ChildProcess started = ChildProcess.start(child.command(), log);
            process = Optional.of(started);
            move(starting, process);
            Optional<String> failure = awaitReady(started);
            if (failure.isPresent()) {
                started.stop(child.stopSignal(), child.stopLimit());
                return Optional.of(starting.failed(clock.instant(), failure.get(), backoff));
            }
            ChildState.Ready ready = starting.ready(clock.instant());
            move(ready, process);
            LOG.info(
                    "A part is ready name={} pid={} took={}",
                    child.name(),
                    started.pid(),
                    Duration.between(starting.since(), ready.since()));
            while (!started.awaitExit(Duration.ofHours(1))) {
                // Runs on; the wait is bounded only because the call wants a bound.
            }
            return Optional.of(ready.failed(clock.instant(), ended(started), backoff));
        } catch (InterruptedException asked) {
            stopProcess(starting, process);
            return Optional.empty();
        } catch (PolderException e) {
            return Optional.of(starting.failed(clock.instant(), e.getMessage() + " → " + e.remedy(), backoff));
        } catch (IOException e) {
            return Optional.of(starting.failed(clock.instant(), String.valueOf(e.getMessage()), backoff));
        } catch (RuntimeException defect) {
            LOG.error("A part could not be started name={}", child.name(), defect);
            return Optional.of(starting.failed(clock.instant(), defect.toString(), backoff));
        }
    }

    /** Empty when ready; else why not. */
    private Optional<String> awaitReady(ChildProcess process) throws InterruptedException {
        Instant limit = clock.instant().plus(child.startLimit());
        while (!child.isReady()) {
            if (process.awaitExit(READY_PAUSE)) {
                return Optional.of(ended(process));
            }
            if (clock.instant().isAfter(limit)) {
                return Optional.of("not ready after " + child.startLimit().toSeconds() + " s; see " + log.file());
            }
        }
        return Optional.empty();
    }

    private String ended(ChildProcess process) {
        int status = process.exitStatus();
        String how = status > 128 ? "was ended by signal " + (status - 128) : "ended with status " + status;
        return how + "; see " + log.file();
    }

    private void stopProcess(ChildState.Starting from, Optional<ChildProcess> process) {
        ChildState.Stopping stopping = from.stopping(clock.instant());
        move(stopping, process);
        process.ifPresent(this::stopUninterrupted);
        move(stopping.stopped(clock.instant()), Optional.empty());
    }

    private void stopUninterrupted(ChildProcess process) {
        try {
            process.stop(child.stopSignal(), child.stopLimit());
        } catch (InterruptedException impatient) {
            process.kill();
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopAskedWithin(Duration delay) {
        try {
            return stopAsked.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            return true;
        }
    }

    private void move(ChildState state, Optional<ChildProcess> process) {
        snapshot = new Snapshot(state, process);
        changed.run();
    }
}
