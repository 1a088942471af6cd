package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polder.core.quality.QualityRule.Comparison;
import dev.polder.core.quality.QualityRule.Operator;
import dev.polder.core.quality.QualityRule.Unit;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * A quality rule as SQL.
 *
 * @param measure how it is measured
 * @param blocks whether a failure keeps the data from being published
 */
record Rule(String name, Optional<String> column, Measure measure, Comparison comparison, Unit unit, boolean blocks) {
    /** How a rule is measured over the table, which is called {@code object}. */
    sealed interface Measure {
        /** The text of the expression or query. */
        String sql();
    }

    /** An aggregate expression: all of them are evaluated in one pass. */
    record Aggregate(String sql) implements Measure {}

    /** A query that returns one number. */
    record Query(String sql) implements Measure {}

    Rule {
        Objects.requireNonNull(name);
        Objects.requireNonNull(measure);
        Objects.requireNonNull(comparison);
        Objects.requireNonNull(unit);
    }

    static Rule from(JsonNode node) {
        Optional<Measure> aggregate = Json.optionalText(node, "aggregate").map(Aggregate::new);
        return new Rule(
                Json.text(node, "name"),
                Json.optionalText(node, "column"),
                aggregate.orElseGet(() -> new Query(Json.text(node, "query"))),
                new Comparison(
                        Operator.valueOf(Json.text(node, "operator")),
                        Json.list(node, "bounds", bound -> new BigDecimal(bound.asText()))),
                Json.optionalText(node, "unit").map(Unit::valueOf).orElse(Unit.ROWS),
                Json.flag(node, "blocks"));
    }
}
