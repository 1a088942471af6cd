package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which service levels ({@code slaProperties}) promise more or less; those are paired by property and element. */
final class SlaDiff {
    private static final String FIELD = "slaProperties";

    /** Properties of which less is better, without case and punctuation. */
    private static final Set<String> LESS_IS_BETTER = Set.of(
            "latency",
            "ly",
            "freshness",
            "frequency",
            "fy",
            "errorrate",
            "timetodetect",
            "td",
            "timetonotify",
            "tn",
            "timetorepair",
            "tr",
            "generalavailability",
            "ga");

    private static final Set<String> MORE_IS_BETTER = Set.of(
            "availability", "av", "throughput", "th", "retention", "re", "endofsupport", "es", "endoflife", "el");

    private static final Map<String, BigDecimal> SECONDS = Map.ofEntries(
            Map.entry("ms", new BigDecimal("0.001")),
            Map.entry("millisecond", new BigDecimal("0.001")),
            Map.entry("s", BigDecimal.ONE),
            Map.entry("sec", BigDecimal.ONE),
            Map.entry("second", BigDecimal.ONE),
            Map.entry("min", BigDecimal.valueOf(60)),
            Map.entry("minute", BigDecimal.valueOf(60)),
            Map.entry("h", BigDecimal.valueOf(3600)),
            Map.entry("hr", BigDecimal.valueOf(3600)),
            Map.entry("hour", BigDecimal.valueOf(3600)),
            Map.entry("d", BigDecimal.valueOf(86_400)),
            Map.entry("day", BigDecimal.valueOf(86_400)),
            Map.entry("w", BigDecimal.valueOf(604_800)),
            Map.entry("week", BigDecimal.valueOf(604_800)),
            Map.entry("month", BigDecimal.valueOf(2_629_746)),
            Map.entry("y", BigDecimal.valueOf(31_556_952)),
            Map.entry("yr", BigDecimal.valueOf(31_556_952)),
            Map.entry("year", BigDecimal.valueOf(31_556_952)));

    private SlaDiff() {}

    static void compare(Place document, Node.Mapping old, ChangeList changes) {
        Map<String, Node.Mapping> before = levels(old);
        Map<String, Node.Mapping> after = levels(document.node());
        after.forEach((name, level) -> {
            if (!before.containsKey(name)) {
                add(ChangeCode.SLA_ADDED, document, name + " is promised now: " + words(level), level, changes);
            } else if (!SameNodes.same(before.get(name), level)) {
                changed(document, name, before.get(name), level, changes);
            }
        });
        before.forEach((name, level) -> {
            if (!after.containsKey(name)) {
                changes.add(
                        ChangeCode.SLA_REMOVED,
                        document,
                        FIELD,
                        name + " is no longer promised; it was " + words(level));
            }
        });
    }

    private static Map<String, Node.Mapping> levels(Node.Mapping document) {
        Map<String, Node.Mapping> levels = new LinkedHashMap<>();
        for (Node.Mapping level : Nodes.mappings(document, FIELD)) {
            String name = Nodes.text(level, "property").orElse("")
                    + Nodes.text(level, "element").map(of -> " of " + of).orElse("")
                    + Nodes.text(level, "driver").map(why -> " (" + why + ")").orElse("");
            levels.putIfAbsent(name, level);
        }
        return levels;
    }

    private static void changed(Place document, String name, Node.Mapping old, Node.Mapping now, ChangeList changes) {
        boolean sameValue = words(old).equals(words(now));
        String description = sameValue
                ? name + " is described otherwise"
                : ChangeList.wasAndIs(name, Optional.of(words(old)), Optional.of(words(now)));
        add(sameValue ? ChangeCode.DETAIL_CHANGED : code(old, now), document, description, now, changes);
    }

    private static ChangeCode code(Node.Mapping old, Node.Mapping now) {
        String property =
                Nodes.text(now, "property").orElse("").toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        boolean less = LESS_IS_BETTER.contains(property);
        Optional<Integer> compared = compared(old, now);
        if (compared.isEmpty() || less == MORE_IS_BETTER.contains(property)) {
            return ChangeCode.SLA_CHANGED;
        }
        if (compared.get() == 0) {
            return ChangeCode.DETAIL_CHANGED;
        }
        return compared.get() > 0 == less ? ChangeCode.SLA_WEAKENED : ChangeCode.SLA_STRENGTHENED;
    }

    /** Positive when the new value is greater: of numbers with a time or the same unit, and of dates. */
    private static Optional<Integer> compared(Node.Mapping old, Node.Mapping now) {
        Optional<String> before = Nodes.text(old, "value").filter(SlaDiff::isDate);
        Optional<String> after = Nodes.text(now, "value").filter(SlaDiff::isDate);
        if (before.isPresent() && after.isPresent()) {
            return Optional.of(after.get().compareTo(before.get()));
        }
        Optional<BigDecimal> from = number(old);
        Optional<BigDecimal> to = number(now);
        String unit = unit(old);
        String unitNow = unit(now);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (SECONDS.containsKey(unit) && SECONDS.containsKey(unitNow)) {
            return Optional.of(
                    to.get().multiply(SECONDS.get(unitNow)).compareTo(from.get().multiply(SECONDS.get(unit))));
        }
        return unit.equals(unitNow) ? Optional.of(to.get().compareTo(from.get())) : Optional.empty();
    }

    private static boolean isDate(String value) {
        return value.matches("\\d{4}-\\d{2}-\\d{2}(T.*)?");
    }

    private static Optional<BigDecimal> number(Node.Mapping level) {
        return Nodes.text(level, "value")
                .map(text -> text.strip().replaceFirst("%$", ""))
                .filter(text -> text.matches("\\d{1,15}(\\.\\d{1,15})?"))
                .map(BigDecimal::new);
    }

    private static String unit(Node.Mapping level) {
        String unit = Nodes.text(level, "unit").orElse("").strip().toLowerCase(Locale.ROOT);
        return SECONDS.containsKey(unit) ? unit : unit.replaceFirst("s$", "");
    }

    private static String words(Node.Mapping level) {
        return Nodes.text(level, "value").orElse("nothing")
                + Nodes.text(level, "valueExt").map(more -> " to " + more).orElse("")
                + Nodes.text(level, "unit").map(unit -> " " + unit).orElse("");
    }

    private static void add(
            ChangeCode code, Place document, String description, Node.Mapping level, ChangeList changes) {
        Position position = level.position();
        changes.add(code, document, FIELD, description, changes.remedy(code), position);
    }
}
