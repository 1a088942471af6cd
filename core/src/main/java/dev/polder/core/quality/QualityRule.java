package dev.polder.core.quality;

import dev.polder.core.cel.CelTerm;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A quality rule of a contract (ODCS {@code quality}).
 *
 * @param name the rule's name or id, or one made from its place and metric; unique within a contract
 * @param column the property it stands on; empty for a rule on the whole object
 * @param severity as written ({@code error}, {@code warning}, {@code info} …); a rule without severity blocks
 */
public record QualityRule(
        String name,
        Optional<String> column,
        Check check,
        Optional<Comparison> comparison,
        Unit unit,
        Optional<String> severity,
        Optional<String> dimension,
        Optional<String> description,
        Position position) {
    private static final Set<String> PER_VALUE = Set.of("nullValues", "missingValues", "invalidValues");

    /** What is measured. */
    public sealed interface Check {}

    /**
     * An ODCS library metric.
     *
     * @param metric {@code nullValues}, {@code missingValues}, {@code invalidValues}, {@code duplicateValues}, {@code rowCount}
     *     (3.0's {@code rule} names are mapped to these)
     * @param arguments by name: {@code missingValues}, {@code validValues}, {@code pattern}, {@code properties}
     */
    public record Library(String metric, Map<String, Values> arguments) implements Check {
        public Library {
            Objects.requireNonNull(metric);
            arguments = Map.copyOf(arguments);
        }

        /** An argument's values; no values when it is not given. */
        public Values argument(String name) {
            return arguments.getOrDefault(name, Values.NONE);
        }
    }

    /**
     * The values of an argument.
     *
     * @param texts all values but null, as written
     * @param includesNull whether null is one of the values
     */
    public record Values(List<String> texts, boolean includesNull) {
        public static final Values NONE = new Values(List.of(), false);

        public Values {
            texts = List.copyOf(texts);
        }

        public boolean isEmpty() {
            return texts.isEmpty() && !includesNull;
        }
    }

    /** A query that returns one number; {@code ${object}} or {@code {object}} and {@code ${property}} stand for table and column. */
    public record Sql(String query) implements Check {}

    /**
     * A rule of type custom and engine cel: each record must satisfy it.
     *
     * @param expression as written
     * @param term what it means; empty when it cannot be run, which is a finding
     */
    public record Cel(String expression, Optional<CelTerm> term) implements Check {
        public Cel {
            Objects.requireNonNull(expression);
            Objects.requireNonNull(term);
        }
    }

    /** Text for people, or a rule of another engine: kept, shown, not run. */
    public record NotExecutable(String type, String text) implements Check {}

    /** Whether the measure counts rows or is their share in percent. */
    public enum Unit {
        ROWS,
        PERCENT
    }

    /** The operators of ODCS. */
    public enum Operator {
        MUST_BE,
        MUST_NOT_BE,
        MUST_BE_GREATER_THAN,
        MUST_BE_GREATER_OR_EQUAL_TO,
        MUST_BE_LESS_THAN,
        MUST_BE_LESS_OR_EQUAL_TO,
        MUST_BE_BETWEEN,
        MUST_NOT_BE_BETWEEN
    }

    /**
     * What the measure must be.
     *
     * @param bounds one number, or two for the {@code BETWEEN}s (inclusive)
     */
    public record Comparison(Operator operator, List<BigDecimal> bounds) {
        public Comparison {
            Objects.requireNonNull(operator);
            bounds = List.copyOf(bounds);
        }

        /** Whether a single case breaks the rule, however many rows there are. */
        boolean allowsNone(Unit unit) {
            boolean zero = bounds.get(0).signum() == 0;
            return switch (operator) {
                case MUST_BE, MUST_BE_LESS_OR_EQUAL_TO -> zero;
                // Of rows; of percents one row in a thousand would do.
                case MUST_BE_LESS_THAN -> unit == Unit.ROWS && bounds.get(0).compareTo(BigDecimal.ONE) <= 0;
                case MUST_BE_BETWEEN -> zero && bounds.get(1).signum() == 0;
                case MUST_NOT_BE, MUST_BE_GREATER_THAN, MUST_BE_GREATER_OR_EQUAL_TO, MUST_NOT_BE_BETWEEN -> false;
            };
        }

        /** Whether a measure satisfies the rule. */
        public boolean holds(BigDecimal measure) {
            int first = measure.compareTo(bounds.get(0));
            return switch (operator) {
                case MUST_BE -> first == 0;
                case MUST_NOT_BE -> first != 0;
                case MUST_BE_GREATER_THAN -> first > 0;
                case MUST_BE_GREATER_OR_EQUAL_TO -> first >= 0;
                case MUST_BE_LESS_THAN -> first < 0;
                case MUST_BE_LESS_OR_EQUAL_TO -> first <= 0;
                case MUST_BE_BETWEEN -> first >= 0 && measure.compareTo(bounds.get(1)) <= 0;
                case MUST_NOT_BE_BETWEEN -> first < 0 || measure.compareTo(bounds.get(1)) > 0;
            };
        }
    }

    /** The same rule with another check. */
    public QualityRule with(Check other) {
        return new QualityRule(name, column, other, comparison, unit, severity, dimension, description, position);
    }

    public QualityRule {
        Objects.requireNonNull(name);
        Objects.requireNonNull(check);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(position);
    }

    /**
     * Whether one record alone can break the rule: it counts values of a kind and allows none. The gate refuses such records, so
     * that a port that is filled through the gate need not be measured by it again.
     */
    public boolean isDecidedPerRecord() {
        if (check instanceof Cel cel) {
            return blocks() && cel.term().isPresent();
        }
        return blocks()
                && column.isPresent()
                && check instanceof Library library
                && PER_VALUE.contains(library.metric())
                && comparison.filter(given -> given.allowsNone(unit)).isPresent();
    }

    /** Whether a failure keeps data from being published: everything but {@code warning} and {@code info} does. */
    public boolean blocks() {
        return !(check instanceof NotExecutable)
                && severity.map(word -> !word.equalsIgnoreCase("warning") && !word.equalsIgnoreCase("info"))
                        .orElse(true);
    }
}
