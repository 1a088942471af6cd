package dev.polder.server.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a supervised child is doing. Each state has only the moves that are allowed from it, so a wrong one does not compile.
 *
 * <pre>
 * Stopped → Starting → Ready → Stopping → Stopped
 *              ↑  ↓       ↓
 *             BackingOff ←┘
 * </pre>
 */
public sealed interface ChildState {
    Instant since();

    /** How often the child had to be started again since the server started. */
    int restarts();

    /** The state without its details. */
    Phase phase();

    /** Why it is not ready; empty when nothing went wrong. */
    default Optional<String> reason() {
        return Optional.empty();
    }

    /** The states by name. */
    enum Phase {
        STOPPED,
        STARTING,
        READY,
        BACKING_OFF,
        STOPPING
    }

    /** Not started yet, or ended on purpose. */
    record Stopped(Instant since, int restarts) implements ChildState {
        public Stopped {
            Objects.requireNonNull(since);
        }

        @Override
        public Phase phase() {
            return Phase.STOPPED;
        }

        Starting starting(Instant now) {
            return new Starting(now, restarts, 0);
        }
    }

    /** @param failures how often it failed since it was last stable */
    record Starting(Instant since, int restarts, int failures) implements ChildState {
        public Starting {
            Objects.requireNonNull(since);
        }

        @Override
        public Phase phase() {
            return Phase.STARTING;
        }

        Ready ready(Instant now) {
            return new Ready(now, restarts, failures);
        }

        BackingOff failed(Instant now, String reason, Backoff backoff) {
            return new BackingOff(now, restarts, failures + 1, reason, backoff.delay(failures + 1));
        }

        Stopping stopping(Instant now) {
            return new Stopping(now, restarts);
        }
    }

    /** It answers. */
    record Ready(Instant since, int restarts, int failures) implements ChildState {
        public Ready {
            Objects.requireNonNull(since);
        }

        @Override
        public Phase phase() {
            return Phase.READY;
        }

        /** What ran long enough starts its count of failures anew. */
        BackingOff failed(Instant now, String reason, Backoff backoff) {
            boolean wasStable = Duration.between(since, now).compareTo(backoff.stableAfter()) >= 0;
            int count = wasStable ? 1 : failures + 1;
            return new BackingOff(now, restarts, count, reason, backoff.delay(count));
        }

        Stopping stopping(Instant now) {
            return new Stopping(now, restarts);
        }
    }

    /** It ended or was not ready in time, and waits for its next start. */
    record BackingOff(Instant since, int restarts, int failures, String cause, Duration delay) implements ChildState {
        public BackingOff {
            Objects.requireNonNull(since);
            Objects.requireNonNull(cause);
            Objects.requireNonNull(delay);
        }

        @Override
        public Phase phase() {
            return Phase.BACKING_OFF;
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(cause);
        }

        Starting starting(Instant now) {
            return new Starting(now, restarts + 1, failures);
        }

        Stopped stopped(Instant now) {
            return new Stopped(now, restarts);
        }
    }

    /** It was asked to end. */
    record Stopping(Instant since, int restarts) implements ChildState {
        public Stopping {
            Objects.requireNonNull(since);
        }

        @Override
        public Phase phase() {
            return Phase.STOPPING;
        }

        Stopped stopped(Instant now) {
            return new Stopped(now, restarts);
        }
    }
}
