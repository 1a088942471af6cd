package dev.polder.server.embedded;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one embedded part is doing.
 *
 * @param pid of its process, when one runs
 * @param started when the operating system started that process
 * @param since when the part came into its state
 * @param message why it is not ready
 */
public record PartStatus(
        String name,
        ChildState.Phase state,
        Optional<Long> pid,
        Optional<Instant> started,
        Instant since,
        int restarts,
        Optional<String> message) {
    public PartStatus {
        Objects.requireNonNull(name);
        Objects.requireNonNull(state);
        Objects.requireNonNull(pid);
        Objects.requireNonNull(started);
        Objects.requireNonNull(since);
        Objects.requireNonNull(message);
    }

    public boolean isReady() {
        return state == ChildState.Phase.READY;
    }
}
