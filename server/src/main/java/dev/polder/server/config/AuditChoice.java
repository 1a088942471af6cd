package dev.polder.server.config;

import dev.polder.server.audit.AuditConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code audit}: what the file says of it.
 *
 * @param checkpoints the file that signed lines are appended to
 * @param keep how long; empty for ever
 */
public record AuditChoice(Optional<Path> checkpoints, Optional<Duration> keep) {
    public static final AuditChoice DEFAULT = new AuditChoice(Optional.empty(), Optional.empty());

    public AuditChoice {
        Objects.requireNonNull(checkpoints);
        Objects.requireNonNull(keep);
    }

    /** For a server with this data directory. */
    public AuditConfig in(Path dataDirectory) {
        AuditConfig standard = AuditConfig.in(dataDirectory);
        return new AuditConfig(standard.key(), checkpoints.orElse(standard.checkpoints()), keep);
    }
}
