package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.server.database.Database;

/** Requests that nobody has decided about. */
public final class OpenRequests {
    private final PostgresAccessStore store;

    public OpenRequests(Database database) {
        this.store = new PostgresAccessStore(database);
    }

    /** How many there are that the principal may decide about. */
    public long waitingFor(Principal principal) {
        return store.openByDomain().entrySet().stream()
                .filter(open -> AccessRights.decides(principal, open.getKey()))
                .mapToLong(open -> open.getValue())
                .sum();
    }
}
