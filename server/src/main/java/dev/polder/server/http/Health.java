package dev.polder.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the server and the parts it needs are doing. */
public interface Health {
    /** The parts, in the order they start. */
    List<Part> parts();

    /** Whether every part is ready, so that requests can be answered. */
    default boolean isReady() {
        return parts().stream().allMatch(part -> part.state() == State.READY);
    }

    /** A part's way: starting, ready, failed and starting again, stopped. */
    enum State {
        STARTING,
        READY,
        FAILED,
        STOPPED
    }

    /**
     * One part: the server itself, PostgreSQL, the Kafka broker, Spark.
     *
     * @param pid of the part's process when it is one on this machine
     * @param since when it came into its state
     * @param restarts how often it had to be started again
     * @param message what is wrong; empty when nothing is
     */
    @JsonInclude
    record Part(String name, State state, Optional<Long> pid, Instant since, int restarts, Optional<String> message) {
        public Part {
            Objects.requireNonNull(name);
            Objects.requireNonNull(state);
            Objects.requireNonNull(pid);
            Objects.requireNonNull(since);
            Objects.requireNonNull(message);
        }
    }
}
