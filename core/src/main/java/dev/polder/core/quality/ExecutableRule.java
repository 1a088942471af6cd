package dev.polder.core.quality;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A quality rule as an engine runs it, in Spark SQL. Exactly one of {@code aggregate} and {@code query} is there.
 *
 * @param aggregate an aggregate expression over the table; all of them run in one pass
 * @param query a query that returns one number; the table is the view {@code object}
 * @param bounds one number, or two for the {@code BETWEEN}s
 * @param blocks whether a failure keeps data from being published
 * @param unit of the measure; an aggregate in percent is already computed as such
 */
public record ExecutableRule(
        String name,
        Optional<String> column,
        Optional<String> aggregate,
        Optional<String> query,
        QualityRule.Operator operator,
        List<BigDecimal> bounds,
        boolean blocks,
        QualityRule.Unit unit) {
    public ExecutableRule {
        Objects.requireNonNull(name);
        Objects.requireNonNull(operator);
        Objects.requireNonNull(unit);
        bounds = List.copyOf(bounds);
        if (aggregate.isPresent() == query.isPresent()) {
            throw new IllegalArgumentException("a rule has an aggregate or a query: " + name);
        }
    }
}
