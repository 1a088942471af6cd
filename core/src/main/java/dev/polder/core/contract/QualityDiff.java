package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.QualityRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which quality rules came, went, or let more or less pass. Rules are paired by what they measure, then by name. */
final class QualityDiff {
    private static final String FIELD = "quality";
    private static final String NEXT_RUN = "The next run is measured by the new rules.";

    private final ChangeList changes;

    QualityDiff(ChangeList changes) {
        this.changes = changes;
    }

    void compare(Place place, List<QualityRule> old, List<QualityRule> now) {
        List<QualityRule> gone = new ArrayList<>(old);
        List<QualityRule> fresh = new ArrayList<>();
        for (QualityRule rule : now) {
            Optional<QualityRule> same = gone.stream()
                    .filter(candidate -> shape(candidate).equals(shape(rule)))
                    .findFirst();
            same.ifPresentOrElse(gone::remove, () -> fresh.add(rule));
        }
        for (QualityRule rule : fresh) {
            Optional<QualityRule> before = gone.stream()
                    .filter(candidate -> candidate.name().equals(rule.name()))
                    .findFirst()
                    .or(() -> gone.stream()
                            .filter(candidate -> check(candidate).equals(check(rule)))
                            .findFirst());
            before.ifPresent(gone::remove);
            if (before.isPresent()) {
                changed(place, before.get(), rule);
            } else {
                added(place, rule);
            }
        }
        gone.forEach(rule -> removed(place, rule));
    }

    private static RuleShape shape(QualityRule rule) {
        return new RuleShape(check(rule), rule.comparison(), rule.unit(), rule.blocks());
    }

    /** What a rule in CEL means follows from its text and the types, and those are compared for themselves. */
    private static QualityRule.Check check(QualityRule rule) {
        return rule.check() instanceof QualityRule.Cel cel && cel.term().isPresent()
                ? new QualityRule.Cel(cel.expression().strip(), Optional.empty())
                : rule.check();
    }

    private static boolean isRun(QualityRule rule) {
        return !(rule.check() instanceof QualityRule.NotExecutable);
    }

    private void added(Place place, QualityRule rule) {
        ChangeCode code = rule.blocks()
                ? ChangeCode.QUALITY_RULE_ADDED
                : isRun(rule) ? ChangeCode.QUALITY_WARNING_CHANGED : ChangeCode.QUALITY_TEXT_CHANGED;
        add(code, place, "the rule " + rule.name() + " is new", rule.position());
    }

    private void removed(Place place, QualityRule rule) {
        ChangeCode code = rule.blocks()
                ? ChangeCode.QUALITY_RULE_REMOVED
                : isRun(rule) ? ChangeCode.QUALITY_WARNING_CHANGED : ChangeCode.QUALITY_TEXT_CHANGED;
        add(code, place, "the rule " + rule.name() + " was removed", place.of(FIELD));
    }

    private void changed(Place place, QualityRule old, QualityRule now) {
        String rule = "the rule " + now.name();
        if (!old.blocks() && !now.blocks()) {
            boolean words = !isRun(old) && !isRun(now);
            add(
                    words ? ChangeCode.QUALITY_TEXT_CHANGED : ChangeCode.QUALITY_WARNING_CHANGED,
                    place,
                    rule + " changed",
                    now.position());
        } else if (!old.blocks()) {
            add(ChangeCode.QUALITY_SEVERITY_RAISED, place, rule + " now holds data back", now.position());
        } else if (!now.blocks()) {
            add(ChangeCode.QUALITY_SEVERITY_LOWERED, place, rule + " now only warns", now.position());
        } else {
            add(direction(old, now), place, rule + " changed" + comparisons(old, now), now.position());
        }
    }

    private static String comparisons(QualityRule old, QualityRule now) {
        return old.comparison().equals(now.comparison())
                ? ""
                : ": " + ChangeList.wasAndIs("its limit", words(old), words(now));
    }

    private static Optional<String> words(QualityRule rule) {
        return rule.comparison()
                .map(given -> given.operator().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
                        + String.join(
                                " and ",
                                given.bounds().stream()
                                        .map(BigDecimal::toPlainString)
                                        .toList())
                        + (rule.unit() == QualityRule.Unit.PERCENT ? " %" : ""));
    }

    private static ChangeCode direction(QualityRule old, QualityRule now) {
        boolean sameCheck = check(old).equals(check(now));
        if (sameCheck && old.unit() == now.unit()) {
            return comparison(old, now);
        }
        boolean sameLimit = old.comparison().equals(now.comparison()) && old.unit() == now.unit();
        if (sameLimit
                && old.check() instanceof QualityRule.Library one
                && now.check() instanceof QualityRule.Library two) {
            boolean fewerAreBetter = old.comparison()
                    .filter(given -> given.holds(BigDecimal.ZERO)
                            && (!given.holds(BigDecimal.ONE)
                                    || given.operator().name().contains("LESS")))
                    .isPresent();
            return fewerAreBetter ? arguments(one, two) : ChangeCode.QUALITY_RULE_CHANGED;
        }
        return ChangeCode.QUALITY_RULE_CHANGED;
    }

    private static ChangeCode arguments(QualityRule.Library old, QualityRule.Library now) {
        if (!old.metric().equals(now.metric())) {
            return ChangeCode.QUALITY_RULE_CHANGED;
        }
        Set<String> names = new HashSet<>(old.arguments().keySet());
        names.addAll(now.arguments().keySet());
        names.removeIf(name -> old.argument(name).equals(now.argument(name)));
        if (!names.equals(Set.of("validValues")) && !names.equals(Set.of("missingValues"))) {
            return ChangeCode.QUALITY_RULE_CHANGED;
        }
        String name = names.iterator().next();
        Set<String> before = texts(old.argument(name));
        Set<String> after = texts(now.argument(name));
        boolean grows = after.containsAll(before);
        boolean shrinks = before.containsAll(after);
        boolean valid = name.equals("validValues");
        if (before.isEmpty() || after.isEmpty() || grows == shrinks) {
            return ChangeCode.QUALITY_RULE_CHANGED;
        }
        return grows == valid ? ChangeCode.QUALITY_RULE_LOOSENED : ChangeCode.QUALITY_RULE_TIGHTENED;
    }

    private static Set<String> texts(QualityRule.Values values) {
        Set<String> texts = new HashSet<>();
        values.texts().forEach(text -> texts.add("=" + text));
        if (values.includesNull()) {
            texts.add("null");
        }
        return texts;
    }

    /** Compares which measures satisfy the rule; between two neighbouring bounds all are alike. */
    private static ChangeCode comparison(QualityRule old, QualityRule now) {
        if (old.comparison().isEmpty() || now.comparison().isEmpty()) {
            return ChangeCode.QUALITY_RULE_CHANGED;
        }
        boolean looser = true;
        boolean tighter = true;
        for (BigDecimal measure :
                measures(old.comparison().get(), now.comparison().get())) {
            boolean before = old.comparison().get().holds(measure);
            boolean after = now.comparison().get().holds(measure);
            looser &= after || !before;
            tighter &= before || !after;
        }
        if (looser) {
            return ChangeCode.QUALITY_RULE_LOOSENED;
        }
        return tighter ? ChangeCode.QUALITY_RULE_TIGHTENED : ChangeCode.QUALITY_RULE_CHANGED;
    }

    private static Set<BigDecimal> measures(QualityRule.Comparison old, QualityRule.Comparison now) {
        TreeSet<BigDecimal> bounds = new TreeSet<>(old.bounds());
        bounds.addAll(now.bounds());
        BigDecimal half = new BigDecimal("0.5");
        Set<BigDecimal> measures = new HashSet<>(bounds);
        measures.add(bounds.first().subtract(BigDecimal.ONE));
        measures.add(bounds.last().add(BigDecimal.ONE));
        for (BigDecimal bound : bounds) {
            BigDecimal next = bounds.higher(bound);
            if (next != null) {
                measures.add(bound.add(next).multiply(half));
            }
        }
        return measures;
    }

    private void add(ChangeCode code, Place place, String description, Position position) {
        changes.add(
                code,
                place,
                FIELD,
                description,
                code == ChangeCode.QUALITY_TEXT_CHANGED ? ChangeList.NOTHING : NEXT_RUN,
                position);
    }
}
