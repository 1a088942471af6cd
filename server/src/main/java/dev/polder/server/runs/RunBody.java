package dev.polder.server.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A run in an answer. */
@JsonInclude
public record RunBody(
        UUID id,
        String transform,
        String port,
        String trigger,
        String state,
        int attempt,
        Map<String, Long> inputs,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Long> rows,
        Optional<Long> snapshotId,
        List<CheckResult> checks,
        Optional<Failure> error) {
    /** Whether it did not begin because its product may not read an input. */
    @JsonIgnore
    public boolean isRefused() {
        return state.equals(Run.State.REFUSED.name());
    }

    static RunBody of(Run run) {
        return new RunBody(
                run.id(),
                run.transform(),
                run.port(),
                run.trigger().name(),
                run.state().name(),
                run.attempt(),
                run.inputs(),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt(),
                run.rows(),
                run.snapshotId(),
                run.checks(),
                run.error());
    }
}
