package dev.polder.core.contract;

import dev.polder.core.problem.Finding;
import dev.polder.core.quality.ExecutableRule;
import dev.polder.core.quality.QualityRule;
import dev.polder.core.quality.QualitySql;
import dev.polder.core.quality.RuleTarget;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that a port's data is measured by: those of the object and those of its properties, and one for each property that
 * is {@code unique}. That one only warns: a value that was sent twice would otherwise keep everything after it from being
 * published. A contract that wants it to block says so with {@code metric: duplicateValues}.
 */
public final class ContractRules {
    private ContractRules() {}

    /** The rules that can be run, those of the object first. */
    public static List<ExecutableRule> executable(SchemaObject object) {
        return executable(object, all(object));
    }

    /** Of {@link #executable} those that the gate cannot decide record by record. */
    public static List<ExecutableRule> overTheSet(SchemaObject object) {
        return executable(
                object,
                all(object).stream().filter(rule -> !rule.isDecidedPerRecord()).toList());
    }

    private static List<ExecutableRule> executable(SchemaObject object, List<QualityRule> rules) {
        RuleTarget target = target(object);
        return rules.stream()
                .flatMap(rule -> QualitySql.translate(rule, target).rule().stream())
                .toList();
    }

    /** Why the others cannot. */
    public static List<Finding> problems(SchemaObject object) {
        RuleTarget target = target(object);
        return all(object).stream()
                .flatMap(rule -> QualitySql.translate(rule, target).problem().stream())
                .toList();
    }

    private static List<QualityRule> all(SchemaObject object) {
        List<QualityRule> rules = new ArrayList<>(object.quality());
        for (Property property : object.properties()) {
            collect(property, rules);
            if (property.unique()) {
                rules.add(unique(object, property));
            }
        }
        return rules;
    }

    private static void collect(Property property, List<QualityRule> rules) {
        rules.addAll(property.quality());
        property.properties().forEach(member -> collect(member, rules));
    }

    private static QualityRule unique(SchemaObject object, Property property) {
        return new QualityRule(
                object.name() + "." + property.name() + ".unique",
                Optional.of(property.name()),
                new QualityRule.Library("duplicateValues", Map.of()),
                Optional.of(new QualityRule.Comparison(QualityRule.Operator.MUST_BE, List.of(BigDecimal.ZERO))),
                QualityRule.Unit.ROWS,
                Optional.of("warning"),
                Optional.of("uniqueness"),
                Optional.empty(),
                property.position());
    }

    private static RuleTarget target(SchemaObject object) {
        Set<String> numbers = new HashSet<>();
        object.properties().forEach(property -> collectNumbers(property, property.name(), numbers));
        return new RuleTarget(new HashSet<>(List.of(object.name(), ColumnNames.folded(object.name()))), numbers);
    }

    private static void collectNumbers(Property property, String path, Set<String> numbers) {
        if (property.type().filter(OptionsReader::isNumber).isPresent()) {
            numbers.add(path);
        }
        property.properties().forEach(member -> collectNumbers(member, path + "." + member.name(), numbers));
    }
}
