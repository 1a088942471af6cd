package dev.polder.gate;

import com.google.re2j.PatternSyntaxException;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the quality rules that a single record can break, and compiles them. */
final class RuleCompiler {
    private static final QualityRule.Values NULL_OR_EMPTY = new QualityRule.Values(List.of(""), true);

    private final List<Finding> findings;

    RuleCompiler(List<Finding> findings) {
        this.findings = findings;
    }

    List<RecordRule> compile(List<QualityRule> quality, Check check) {
        List<RecordRule> compiled = new ArrayList<>();
        for (QualityRule rule : quality) {
            if (rule.isDecidedPerRecord() && rule.check() instanceof QualityRule.Library library) {
                compile(rule, library, check).ifPresent(compiled::add);
            }
        }
        return compiled;
    }

    /** Counts as the SQL of the same rule does ({@code QualitySql}). */
    private Optional<RecordRule> compile(QualityRule rule, QualityRule.Library library, Check check) {
        String name = rule.name();
        String metric = library.metric();
        return switch (metric) {
            case "nullValues" -> Optional.of(new RecordRule(name, metric, true, Set.of(), Optional.empty(), List.of()));
            case "missingValues" -> {
                QualityRule.Values given = library.argument("missingValues");
                QualityRule.Values missing = given.isEmpty() ? NULL_OR_EMPTY : given;
                Set<Object> bad = carriers(missing, check);
                yield Optional.of(
                        new RecordRule(name, metric, missing.includesNull(), bad, Optional.empty(), List.of()));
            }
            case "invalidValues" -> {
                QualityRule.Values valid = library.argument("validValues");
                Optional<Set<Object>> good = valid.isEmpty() ? Optional.empty() : Optional.of(carriers(valid, check));
                List<TextPattern> patterns = library.argument("pattern").texts().stream()
                        .flatMap(written -> pattern(written, rule.position()).stream())
                        .toList();
                yield !check.isScalar() || good.isEmpty() && patterns.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RecordRule(name, metric, false, Set.of(), good, patterns));
            }
            default -> Optional.empty();
        };
    }

    private static Set<Object> carriers(QualityRule.Values values, Check check) {
        return values.texts().stream()
                .map(check::written)
                .filter(carrier -> carrier != Check.INVALID)
                .collect(Collectors.collectingAndThen(Collectors.toSet(), Collections::unmodifiableSet));
    }

    Optional<TextPattern> pattern(String written, Position position) {
        try {
            return Optional.of(new TextPattern(written));
        } catch (PatternSyntaxException e) {
            findings.add(Finding.error(
                    Code.CONTRACT_OPTION_INVALID,
                    position,
                    "pattern '" + written + "' cannot be checked: " + e.getMessage(),
                    "Write it without lookaround and back references, which have no bound on their time"));
            return Optional.empty();
        }
    }
}
