package dev.polder.server.identity;

import dev.polder.core.access.Grant.Grantee;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What else ends with a user or a team, in the transaction that removes them. */
public interface Departures {
    /** @param by who removes them */
    void left(Handle transaction, Grantee who, String by, Instant at);
}
