package dev.polder.core.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that happened, as the audit keeps it.
 *
 * @param principal who did it; {@code -} when nobody is known
 * @param action what was done: {@code query}, {@code login}, {@code apply}, {@code grant.approve}, …
 * @param target what it was done to: an address, a user's name; empty when that makes no sense
 * @param outcome how it ended
 * @param details further facts by name: purpose, snapshot ids, rows, reasons. Never data, never secrets
 */
public record AuditEvent(
        Instant at,
        String principal,
        String action,
        Optional<String> target,
        Outcome outcome,
        Map<String, String> details) {
    /** How it ended. */
    public enum Outcome {
        ALLOWED,
        DENIED,
        /** Was allowed and did not come to its end. */
        FAILED
    }

    public AuditEvent {
        Objects.requireNonNull(at);
        Objects.requireNonNull(principal);
        Objects.requireNonNull(action);
        Objects.requireNonNull(target);
        Objects.requireNonNull(outcome);
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
