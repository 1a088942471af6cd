package dev.polder.server.runs;

import dev.polder.core.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Decides when a transform runs. */
final class Schedule {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private Schedule() {}

    /**
     * Whether a transform that is not under way is due, and why.
     *
     * @param last the execution that began last; empty before the first
     * @param definition a digest of what the transform is now
     * @param inputs input port → newest published snapshot; ports that hold nothing are left out
     * @param complete whether every input holds something: data that arrives is what {@code on: inputs} waits for
     */
    static Optional<Run.Trigger> due(
            Pipeline.Schedule schedule,
            Optional<Run> last,
            String definition,
            Map<String, Long> inputs,
            boolean complete,
            Instant now) {
        boolean onInputs = schedule instanceof Pipeline.OnInputs;
        if (onInputs && !complete || last.map(run -> run.state().isOpen()).orElse(false)) {
            return Optional.empty();
        }
        if (last.isEmpty() || !last.get().definition().equals(definition)) {
            return Optional.of(onInputs ? Run.Trigger.INPUTS : Run.Trigger.INTERVAL);
        }
        Run run = last.get();
        return switch (run.state()) {
            case QUEUED, RUNNING -> Optional.empty();
            case FAILED, LOST ->
                isPast(run.endedAt().orElse(run.queuedAt()).plus(wait(run.attempt())), now)
                        ? Optional.of(Run.Trigger.RETRY)
                        : Optional.empty();
            // Whether it may read now is asked each time.
            case REFUSED -> Optional.of(onInputs ? Run.Trigger.INPUTS : Run.Trigger.INTERVAL);
            case SUCCEEDED, QUALITY_FAILED -> afterAnAnswer(schedule, run, inputs, now);
        };
    }

    /** A quality failure is an answer, too: the same input would give the same again. */
    private static Optional<Run.Trigger> afterAnAnswer(
            Pipeline.Schedule schedule, Run run, Map<String, Long> inputs, Instant now) {
        if (schedule instanceof Pipeline.Every every) {
            return isPast(run.startedAt().orElse(run.queuedAt()).plus(every.interval()), now)
                    ? Optional.of(Run.Trigger.INTERVAL)
                    : Optional.empty();
        }
        return run.inputs().equals(inputs) ? Optional.empty() : Optional.of(Run.Trigger.INPUTS);
    }

    /** How long to wait after the n-th failure in a row. */
    static Duration wait(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 10));
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }

    private static boolean isPast(Instant time, Instant now) {
        return !now.isBefore(time);
    }
}
