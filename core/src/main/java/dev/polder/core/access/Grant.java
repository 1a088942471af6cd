package dev.polder.core.access;

import dev.polder.core.name.PortAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An approved access request: who may read a port, for which purpose, until when.
 *
 * @param port all its major versions
 * @param purpose the only one that it is for
 * @param columns top-level ones; empty for all
 * @param rowFilters conditions of the approval, in CEL over the record
 * @param masks conditions of the approval
 * @param until the first moment at which it is no more
 */
public record Grant(
        UUID id,
        Grantee grantee,
        PortAddress port,
        String purpose,
        Optional<Set<String>> columns,
        List<String> rowFilters,
        Map<String, Mask> masks,
        Instant from,
        Instant until) {
    /** Who is granted something. */
    public sealed interface Grantee {
        String name();

        record PrincipalNamed(String name) implements Grantee {}

        /** All members of a team, as long as they are members. */
        record TeamNamed(String name) implements Grantee {}
    }

    public Grant {
        Objects.requireNonNull(id);
        Objects.requireNonNull(grantee);
        Objects.requireNonNull(port);
        Objects.requireNonNull(purpose);
        columns = columns.map(Set::copyOf);
        rowFilters = List.copyOf(rowFilters);
        masks = Map.copyOf(masks);
        Objects.requireNonNull(from);
        Objects.requireNonNull(until);
    }

    public boolean isActive(Instant at) {
        return !at.isBefore(from) && at.isBefore(until);
    }

    public boolean isFor(Principal principal) {
        return grantee instanceof Grantee.TeamNamed team
                ? principal.teams().contains(team.name())
                : principal.name().equals(grantee.name());
    }
}
