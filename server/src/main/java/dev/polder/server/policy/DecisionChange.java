package dev.polder.server.policy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.policy.MaskWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a decision would come out otherwise than now.
 *
 * @param details what is different, one sentence each
 * @param columns whose values would be shown otherwise
 */
record DecisionChange(Kind kind, List<String> details, Set<String> columns) {
    /** What it means for who reads. */
    enum Kind {
        DENIED,
        PERMITTED,
        /** Rows or columns are shown otherwise. */
        OTHERWISE
    }

    DecisionChange {
        details = List.copyOf(details);
        columns = Set.copyOf(columns);
    }

    /** Empty when it comes out the same. */
    static Optional<DecisionChange> between(Decision now, Decision then) {
        if (now.permitted() != then.permitted()) {
            Decision.Reason reason = then.reasons().get(0);
            return Optional.of(new DecisionChange(
                    then.permitted() ? Kind.PERMITTED : Kind.DENIED,
                    List.of(reason.source() + ": " + reason.text()),
                    Set.of()));
        }
        if (!now.permitted() || now.obligations().equals(then.obligations())) {
            return Optional.empty();
        }
        List<String> details = new ArrayList<>();
        Set<String> columns =
                masks(now.obligations().masks(), then.obligations().masks(), details);
        rowFilters(now.obligations(), then.obligations(), details);
        if (!now.obligations().columns().equals(then.obligations().columns())) {
            details.add("other columns are there");
        }
        return details.isEmpty() ? Optional.empty() : Optional.of(new DecisionChange(Kind.OTHERWISE, details, columns));
    }

    private static Set<String> masks(Map<String, Mask> now, Map<String, Mask> then, List<String> details) {
        Set<String> all = new TreeSet<>(now.keySet());
        all.addAll(then.keySet());
        Set<String> changed = new TreeSet<>();
        for (String column : all) {
            Optional<Mask> before = Optional.ofNullable(now.get(column));
            Optional<Mask> after = Optional.ofNullable(then.get(column));
            if (!before.equals(after)) {
                changed.add(column);
                details.add(column + ": " + words(after) + ", now " + words(before));
            }
        }
        return changed;
    }

    private static String words(Optional<Mask> mask) {
        return mask.map(it -> "masked (" + MaskWords.of(it) + ")").orElse("shown");
    }

    private static void rowFilters(Obligations now, Obligations then, List<String> details) {
        then.rowFilters().stream()
                .filter(filter -> !now.rowFilters().contains(filter))
                .forEach(filter -> details.add("only rows where " + filter));
        now.rowFilters().stream()
                .filter(filter -> !then.rowFilters().contains(filter))
                .forEach(filter -> details.add("no longer only rows where " + filter));
    }
}
