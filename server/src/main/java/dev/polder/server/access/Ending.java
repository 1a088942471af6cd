package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.server.access.AccessRequest.End;
import dev.polder.server.access.AccessRequest.How;
import dev.polder.server.access.AccessRequest.Step;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Takes requests back, and ends grants before their time. */
final class Ending {
    private final AccessReading reading;
    private final AccessChanges changes;
    private final Clock clock;

    Ending(AccessReading reading, AccessChanges changes, Clock clock) {
        this.reading = reading;
        this.changes = changes;
        this.clock = clock;
    }

    /** Takes a request back that nobody has decided about. */
    AccessRequest withdraw(Principal by, UUID id) {
        AccessRequest request = reading.seen(by, id);
        if (!AccessRights.gives(by, request)) {
            throw changes.denied(
                    by, "withdraw", request, "Who asked can withdraw it; an owner of the domain refuses it");
        }
        return changes.close(by, request, "withdraw", Step.WITHDRAWN, Optional.empty());
    }

    /** Ends a grant now, with the requests for it to go on. An owner of the domain may, and who was granted it. */
    AccessRequest revoke(Principal by, UUID id, Optional<String> reason) {
        AccessRequest request = reading.seen(by, id);
        if (!AccessRights.decides(by, request) && !AccessRights.gives(by, request)) {
            throw changes.denied(
                    by, "revoke", request, "An owner of the domain revokes it, and who was granted it gives it back");
        }
        if (request.issued().isEmpty()) {
            throw AccessChanges.notPossible(request, "revoked");
        }
        Optional<String> why = Wish.reason(reason);
        Map<String, String> details = why.map(text -> Map.of("reason", text)).orElse(Map.of());
        return changes.change(by, "revoke", request, details, handle -> {
            End end = new End(clock.instant(), by.name(), How.REVOKED, why);
            AccessRequest now = PostgresAccessStore.find(handle, id).orElseThrow();
            if (now.state(end.at()) == AccessRequest.State.REVOKED) {
                return now;
            }
            if (!PostgresAccessStore.end(handle, id, end)) {
                throw AccessChanges.notPossible(now, "revoked");
            }
            PostgresGrantStore.changed(handle);
            changes.note(handle, id, by, "revoke", details);
            for (AccessRequest renewal : PostgresAccessStore.openRenewals(handle, id)) {
                Closing.request(handle, renewal, by.name(), "the grant that it would continue was revoked", end.at());
            }
            return PostgresAccessStore.find(handle, id).orElseThrow();
        });
    }
}
