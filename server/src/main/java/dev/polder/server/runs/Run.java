package dev.polder.server.runs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One execution of a transform, or the wish for one.
 *
 * @param transform {@code domain.product.transform}
 * @param port the output port with its major version
 * @param inputs input port → snapshot that is read; ports that held nothing are left out
 * @param definition a digest of what the transform was: its SQL, its contract, its inputs
 * @param attempt 1, and one more for each failure before it
 */
record Run(
        UUID id,
        String transform,
        String port,
        Trigger trigger,
        State state,
        Optional<String> worker,
        Map<String, Long> inputs,
        String definition,
        int attempt,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Long> rows,
        Optional<Long> snapshotId,
        List<CheckResult> checks,
        Optional<Failure> error) {
    /** Why it runs. */
    enum Trigger {
        INTERVAL,
        INPUTS,
        REQUEST,
        RETRY
    }

    /** Where it is. */
    enum State {
        QUEUED,
        RUNNING,
        /** Published. */
        SUCCEEDED,
        /** A blocking rule does not hold; what was published stays. */
        QUALITY_FAILED,
        FAILED,
        /** It did not begin, because its product may not read an input. */
        REFUSED,
        /** The worker went away. */
        LOST;

        boolean isOpen() {
            return this == QUEUED || this == RUNNING;
        }
    }

    Run {
        Objects.requireNonNull(id);
        inputs = Map.copyOf(inputs);
        checks = List.copyOf(checks);
    }

    /** The same run, over without a result. */
    Run ended(State as, Instant at, Optional<Failure> why) {
        return new Run(
                id,
                transform,
                port,
                trigger,
                as,
                worker,
                inputs,
                definition,
                attempt,
                queuedAt,
                startedAt,
                Optional.of(at),
                rows,
                snapshotId,
                checks,
                why);
    }
}
