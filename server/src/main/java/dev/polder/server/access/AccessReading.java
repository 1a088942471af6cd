package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.PostgresAccessStore.Event;
import dev.polder.server.access.PostgresAccessStore.Position;
import dev.polder.server.access.PostgresAccessStore.Question;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows each principal the requests that it may see, with their grants. */
final class AccessReading {
    private final PostgresAccessStore store;
    private final Clock clock;

    AccessReading(PostgresAccessStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws PolderException NOT_FOUND also when it is there and the principal may not see it */
    AccessRequest seen(Principal by, UUID id) {
        return store.find(id)
                .filter(request -> AccessRights.sees(by, request))
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND,
                        "There is no access request " + id + " that " + by.name() + " may see",
                        "See those that you may: polder access list"));
    }

    List<AccessRequest> list(Question question, Optional<Position> after, int most) {
        return store.list(question, after, most, clock.instant());
    }

    List<Event> history(Principal by, UUID id) {
        seen(by, id);
        return store.history(id);
    }
}
