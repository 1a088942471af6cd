package dev.polder.core.access;

import dev.polder.core.name.PortId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * May this principal read this port?
 *
 * @param purpose as the principal says it, such as {@code marketing}; empty when none is said
 */
public record ReadQuestion(Principal principal, PortId port, Optional<String> purpose, Instant at) {
    public ReadQuestion {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(port);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(at);
    }
}
