package dev.polder.core.contract;

import dev.polder.core.quality.QualityRule;
import java.util.List;
import java.util.Optional;

/** A quality rule without its words and its place: what it measures, and what that must be. */
record RuleShape(
        QualityRule.Check check, Optional<QualityRule.Comparison> comparison, QualityRule.Unit unit, boolean blocks) {
    static List<RuleShape> of(List<QualityRule> rules) {
        return rules.stream()
                .filter(rule -> !(rule.check() instanceof QualityRule.NotExecutable))
                .map(rule -> new RuleShape(rule.check(), rule.comparison(), rule.unit(), rule.blocks()))
                .toList();
    }
}
