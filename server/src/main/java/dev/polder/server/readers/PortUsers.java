package dev.polder.server.readers;

import dev.polder.core.access.Principal;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
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

    /** The same for somebody to see: names are for members of a port's domain and for the federation, others see numbers. */
    public Map<PortId, List<PortUser>> of(Collection<PortId> ports, Principal seenBy) {
        Map<PortId, List<PortUser>> users = of(ports);
        users.replaceAll((port, all) ->
                seenBy.isOfFederation() || seenBy.belongsTo(port.address().domain()) ? all : numbered(all));
        return users;
    }

    private static List<PortUser> numbered(List<PortUser> users) {
        Map<String, String> numbers = new HashMap<>();
        return users.stream()
                .map(user ->
                        user.named(numbers.computeIfAbsent(user.principal(), name -> "reader " + (numbers.size() + 1))))
                .toList();
    }
}
