package dev.polder.server.reconcile;

import java.time.Instant;
import java.util.Objects;

/**
 * What the reconciler has reached for a port.
 *
 * @param status whether topic, table and schema are there and stand for the port's contract
 * @param reason one word for programs
 * @param message a sentence for people
 * @param since when {@code status} or {@code reason} became what they are
 */
public record Condition(String type, boolean status, String reason, String message, Instant since) {
    public static final String READY = "Ready";

    public Condition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
        Objects.requireNonNull(since);
    }

    /** Of a port that the reconciler has not looked at yet. */
    public static Condition pending(Instant since) {
        return new Condition(READY, false, "Pending", "Waits to be provisioned", since);
    }
}
