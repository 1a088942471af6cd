package dev.polder.core.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What whoever hands out a port's rows must do with them.
 *
 * @param columns the only top-level columns that there are for the reader; empty for all
 * @param rowFilters CEL over the record, as in a contract's rules between fields, with every {@code principal} and {@code purpose}
 *     already written out as literals; a row is shown when all are true, and neither when one is null nor when one fails
 * @param masks by column; a nested one by its path with dots, {@code address.street}. Row filters look at values before masks
 */
public record Obligations(Optional<Set<String>> columns, List<String> rowFilters, Map<String, Mask> masks) {
    public static final Obligations NONE = new Obligations(Optional.empty(), List.of(), Map.of());

    public Obligations {
        Objects.requireNonNull(columns);
        columns = columns.map(Set::copyOf);
        rowFilters = List.copyOf(rowFilters);
        masks = Map.copyOf(masks);
    }

    /** As rules, for people and the audit: {@code rows: region == "EU"; masks: email hash; columns: id, email}. */
    public String rules() {
        List<String> rules = new ArrayList<>();
        if (!rowFilters.isEmpty()) {
            rules.add("rows: " + String.join(" && ", rowFilters));
        }
        if (!masks.isEmpty()) {
            rules.add("masks: "
                    + masks.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(mask -> mask.getKey() + " " + mask.getValue().words())
                            .collect(Collectors.joining(", ")));
        }
        columns.ifPresent(
                names -> rules.add("columns: " + names.stream().sorted().collect(Collectors.joining(", "))));
        return String.join("; ", rules);
    }

    /** Whether rows may be handed out as they are stored. */
    public boolean isEmpty() {
        return columns.isEmpty() && rowFilters.isEmpty() && masks.isEmpty();
    }
}
