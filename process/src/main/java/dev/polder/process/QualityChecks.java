package dev.polder.process;

import dev.polder.core.quality.QualityRule.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures quality rules over data: all aggregates in one pass, each query in one of its own. */
final class QualityChecks {
    /** What rules call the data. */
    static final String OBJECT = "object";

    private static final Logger LOG = LoggerFactory.getLogger(QualityChecks.class);

    private final SparkSession spark;

    /** @param spark the session that also makes the data; used by one thread at a time */
    QualityChecks(SparkSession spark) {
        this.spark = Objects.requireNonNull(spark);
    }

    /** A snapshot of a table, whether it is published or not. */
    Dataset<Row> snapshot(TableName table, long snapshotId) {
        return spark.read().option("versionAsOf", snapshotId).table(table.inSpark());
    }

    /** One check for each rule, in their order. A rule that cannot be measured does not hold. */
    List<Check> run(List<Rule> rules, Dataset<Row> data) {
        if (rules.isEmpty()) {
            return List.of();
        }
        data.createOrReplaceTempView(OBJECT);
        try {
            Map<Rule, Check> byRule = new HashMap<>();
            measureTogether(
                    rules.stream()
                            .filter(rule -> rule.measure() instanceof Rule.Aggregate)
                            .toList(),
                    byRule);
            return rules.stream()
                    .map(rule -> byRule.computeIfAbsent(rule, this::measureAlone))
                    .toList();
        } finally {
            spark.catalog().dropTempView(OBJECT);
        }
    }

    private void measureTogether(List<Rule> rules, Map<Rule, Check> results) {
        if (rules.isEmpty()) {
            return;
        }
        String sql = IntStream.range(0, rules.size())
                .mapToObj(i -> "(" + rules.get(i).measure().sql() + ") AS measure_" + i)
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + OBJECT));
        try {
            Row row = query(sql).collectAsList().get(0);
            for (int i = 0; i < rules.size(); i++) {
                results.put(rules.get(i), check(rules.get(i), number(row.get(i))));
            }
        } catch (Exception e) {
            // One of them fails: measured one by one, the others still give their number.
            LOG.warn("Rules cannot be measured together. rules={} reason={}", rules.size(), Failures.message(e));
        }
    }

    private Check measureAlone(Rule rule) {
        String sql = rule.measure() instanceof Rule.Aggregate
                ? "SELECT " + rule.measure().sql() + " FROM " + OBJECT
                : rule.measure().sql();
        try {
            List<Row> rows = query(sql).limit(2).collectAsList();
            if (rows.size() > 1 || rows.size() == 1 && rows.get(0).length() != 1) {
                return unmeasured(rule, "the query gives more than one value");
            }
            return check(
                    rule, rows.isEmpty() ? Optional.empty() : number(rows.get(0).get(0)));
        } catch (Exception e) {
            String reason = Failures.ofRun(e).message();
            LOG.warn("A rule cannot be measured. rule={} reason={}", rule.name(), reason);
            return unmeasured(rule, reason);
        }
    }

    private Dataset<Row> query(String sql) {
        return GovernedSql.query(spark, sql, Set.of(OBJECT));
    }

    private static Check check(Rule rule, Optional<BigDecimal> measure) {
        if (measure.isEmpty()) {
            return unmeasured(rule, "there is no value to measure");
        }
        BigDecimal value = measure.get();
        boolean holds = rule.comparison().holds(value);
        String unit = rule.unit() == Unit.PERCENT ? " %" : "";
        String message = rule.name() + " is " + value.toPlainString() + unit + "; it must " + wanted(rule) + unit;
        return new Check(rule.name(), Optional.of(value.toPlainString()), holds, rule.blocks(), message);
    }

    private static Check unmeasured(Rule rule, String reason) {
        return new Check(
                rule.name(), Optional.empty(), false, rule.blocks(), rule.name() + " has no measure: " + reason);
    }

    private static String wanted(Rule rule) {
        List<String> bounds = new ArrayList<>();
        rule.comparison().bounds().forEach(bound -> bounds.add(bound.toPlainString()));
        String first = bounds.get(0);
        return switch (rule.comparison().operator()) {
            case MUST_BE -> "be " + first;
            case MUST_NOT_BE -> "not be " + first;
            case MUST_BE_GREATER_THAN -> "be greater than " + first;
            case MUST_BE_GREATER_OR_EQUAL_TO -> "be at least " + first;
            case MUST_BE_LESS_THAN -> "be less than " + first;
            case MUST_BE_LESS_OR_EQUAL_TO -> "be at most " + first;
            case MUST_BE_BETWEEN -> "be from " + first + " to " + bounds.get(1);
            case MUST_NOT_BE_BETWEEN -> "not be from " + first + " to " + bounds.get(1);
        };
    }

    private static Optional<BigDecimal> number(Object value) {
        if (value == null || value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            return Optional.empty();
        }
        if (value instanceof BigDecimal number) {
            return Optional.of(plain(number));
        }
        if (value instanceof Number || value instanceof String) {
            return Optional.of(plain(new BigDecimal(value.toString())));
        }
        if (value instanceof Boolean truth) {
            return Optional.of(truth ? BigDecimal.ONE : BigDecimal.ZERO);
        }
        throw new IllegalArgumentException(
                "the measure is not a number but a " + value.getClass().getSimpleName());
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
