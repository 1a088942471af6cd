package dev.polder.server.readers;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who has read ports lately, as far as this server and others on its database have seen. Thread-safe. */
public final class PortUsers {
    private final PostgresReaderStore store;
    private final Clock clock;

    public PortUsers(Database database, Clock clock) {
        this.store = new PostgresReaderStore(database);
        this.clock = clock;
    }

    /** By port, ordered by principal; a principal's queries come before its tables. */
    public Map<PortId, List<PortUser>> of(Collection<PortId> ports) {
        return store.users(ports, clock.instant());
    }
}
