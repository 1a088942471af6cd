package dev.polder.server.query;

import dev.polder.query.SnapshotRead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A snapshot that was read, as JSON; both are null while nothing is published. */
record SnapshotBody(String port, Optional<Long> snapshotId, Optional<Instant> committedAt) {
    static List<SnapshotBody> of(List<SnapshotRead> snapshots) {
        return snapshots.stream()
                .map(read -> new SnapshotBody(read.port().toString(), read.snapshotId(), read.committedAt()))
                .toList();
    }
}
