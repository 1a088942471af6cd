package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Principal;
import dev.polder.core.name.PortAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who was granted a port, for those whose data it is. */
public final class PortConsumers {
    private final Grants grants;
    private final Clock clock;

    public PortConsumers(Grants grants, Clock clock) {
        this.grants = grants;
        this.clock = clock;
    }

    /**
     * An active grant on a port.
     *
     * @param id the grant's and its request's
     * @param principal whom it was given, when that is no team
     * @param columns empty for all
     */
    public record Consumer(
            UUID id,
            Optional<String> principal,
            Optional<String> team,
            String purpose,
            Optional<List<String>> columns,
            Instant until) {
        private static Consumer of(Grant grant) {
            boolean isTeam = grant.grantee() instanceof Grant.Grantee.TeamNamed;
            Optional<String> name = Optional.of(grant.grantee().name());
            return new Consumer(
                    grant.id(),
                    isTeam ? Optional.empty() : name,
                    isTeam ? name : Optional.empty(),
                    grant.purpose(),
                    grant.columns().map(AccessBody::sorted),
                    grant.until());
        }
    }

    /** What ends first comes first; none for who may not see the domain's requests. */
    public List<Consumer> of(PortAddress port, Principal asker) {
        if (!asker.belongsTo(port.domain()) && !AccessRights.seesAll(asker)) {
            return List.of();
        }
        Instant now = clock.instant();
        return grants.of(port).stream()
                .filter(grant -> grant.isActive(now))
                .sorted(Comparator.comparing(Grant::until).thenComparing(Grant::id))
                .map(Consumer::of)
                .toList();
    }
}
