package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.name.PortAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What somebody asked for, and all that became of it. The grant that comes of it has the same id.
 *
 * @param grantee for whom it was asked
 * @param columns that are asked for; empty for all
 * @param until until when it is asked for; what was granted may be less
 * @param renews the grant that it would continue
 * @param verdict empty while it is open
 * @param issued there once it was approved
 */
record AccessRequest(
        UUID id,
        PortAddress port,
        String requester,
        Grantee grantee,
        String purpose,
        Optional<String> reason,
        Optional<Set<String>> columns,
        Instant until,
        Optional<UUID> renews,
        Instant createdAt,
        Step step,
        Optional<Verdict> verdict,
        Optional<Issued> issued) {
    /** How far it came. */
    enum Step {
        REQUESTED,
        APPROVED,
        REFUSED,
        WITHDRAWN,
        /** Ended because the product is no longer offered, or what it would continue was revoked. */
        CLOSED
    }

    /** How it was decided, or that it was taken back. */
    record Verdict(Instant at, String by, Optional<String> reason) {}

    /** The grant. */
    record Issued(Grant grant, Optional<End> end) {}

    /** That a grant was ended before its time. */
    record End(Instant at, String by, How how, Optional<String> reason) {}

    /** How a grant was ended. */
    enum How {
        REVOKED,
        /** Another one continues it. */
        RENEWED,
        CLOSED
    }

    /** What it is now, in one word. */
    enum State {
        REQUESTED,
        REFUSED,
        WITHDRAWN,
        CLOSED,
        ACTIVE,
        EXPIRED,
        REVOKED,
        RENEWED
    }

    AccessRequest {
        Objects.requireNonNull(id);
        columns = columns.map(Set::copyOf);
        if (verdict.isEmpty() != (step == Step.REQUESTED) || issued.isPresent() != (step == Step.APPROVED)) {
            throw new IllegalArgumentException("a request that is " + step + " is not complete");
        }
    }

    State state(Instant now) {
        if (issued.isEmpty()) {
            return State.valueOf(step.name());
        }
        return issued.get()
                .end()
                .map(end -> State.valueOf(end.how().name()))
                .orElse(now.isBefore(issued.get().grant().until()) ? State.ACTIVE : State.EXPIRED);
    }
}
