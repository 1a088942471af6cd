package dev.polder.server.runs;

import dev.polder.core.name.PortId;
import java.util.Optional;

/** What is published. */
@FunctionalInterface
public interface Snapshots {
    /** The newest snapshot that readers of a port see; empty while there is none. */
    Optional<Long> published(PortId port);
}
