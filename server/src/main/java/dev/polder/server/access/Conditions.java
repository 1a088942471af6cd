package dev.polder.server.access;

import dev.polder.core.access.Mask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a request is approved: as it is, or under conditions.
 *
 * @param columns fewer than were asked for
 * @param rowFilters which rows; empty for those of the grant that it continues, or all
 * @param masks empty for those of the grant that it continues, or none
 * @param until earlier than was asked for
 */
record Conditions(
        Optional<Set<String>> columns,
        Optional<List<String>> rowFilters,
        Optional<Map<String, Mask>> masks,
        Optional<Instant> until,
        Optional<String> reason) {
    Conditions {
        columns = columns.map(Set::copyOf);
        rowFilters = rowFilters.map(List::copyOf);
        masks = masks.map(Map::copyOf);
        reason = Wish.reason(reason);
    }
}
