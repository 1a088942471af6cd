package dev.polder.query;

import dev.polder.core.name.PortId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A snapshot that a query read.
 *
 * @param snapshotId empty when nothing has been published to the port yet
 * @param committedAt when it was published
 */
public record SnapshotRead(PortId port, Optional<Long> snapshotId, Optional<Instant> committedAt) {
    public SnapshotRead {
        Objects.requireNonNull(port);
        Objects.requireNonNull(snapshotId);
        Objects.requireNonNull(committedAt);
    }
}
